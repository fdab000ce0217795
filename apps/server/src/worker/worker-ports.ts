import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { ScratchFolders } from "./scratch-folders.ts";

/** What carrying out a run needs of the server. */
export type ProfileHandlerPorts = {
  readonly db: Kysely<Database>;
  readonly objects: ObjectStore;
  readonly scratch: ScratchFolders;
};
