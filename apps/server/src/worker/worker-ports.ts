import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { MayRemove } from "../audit/chain-watch.ts";
import type { ScratchFolders } from "./scratch-folders.ts";
import type { SpillRoom } from "./spill-room.ts";

/** What keeping a run's results needs of the server. */
export type ProfileSinkPorts = {
  readonly db: Kysely<Database>;
  readonly objects: ObjectStore;
  readonly scratch: ScratchFolders;
  readonly mayRemove: MayRemove;
};

/** What carrying out a run needs of the server. */
export type ProfileHandlerPorts = ProfileSinkPorts & { readonly spillRoom: SpillRoom };
