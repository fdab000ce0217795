import { randomBytes } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { linkPagePath } from "@caudal/contract/routes/links.ts";
import type { shareRoutes } from "@caudal/contract/routes/shares.ts";
import {
  changeShare,
  holdShare,
  listColleagues,
  listShares,
  readShareClock,
  revokeShare,
  shareByLink,
  shareWithMember,
} from "@caudal/db/queries/shares.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import { requireOwnFile } from "../files/require-file.ts";
import { checkProof } from "../http/check-proof.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { endOfShare } from "./share-end.ts";
import { shareResource } from "./share-resource.ts";

export type SharePorts = {
  readonly db: Kysely<Database>;
  /** Where people reach the page; a link's address begins with it. */
  readonly baseUrl: string;
};

export function shareHandlers({ db, baseUrl }: SharePorts): HandlersOf<typeof shareRoutes> {
  return {
    listShares: async ({ params, person }) =>
      readInScope(db, person.scope, async (tx) => {
        await requireOwnFile(tx, person.scope, params.id);
        return { items: (await listShares(tx, params.id)).map(shareResource) };
      }),

    shareFile: async ({ params, body, person }) => {
      const { grantee } = body;
      return withScope(db, person.scope, async (tx) => {
        await requireOwnFile(tx, person.scope, params.id);
        const expiresAt = endOfShare(body.expires_at, grantee.kind, await readShareClock(tx));
        const terms = { mayDownload: body.may_download, expiresAt };
        if (grantee.kind === "member") {
          const share = await shareWithMember(tx, params.id, grantee.user_id, terms);
          return { share: shareResource(share), url: null };
        }
        const token = randomBytes(32).toString("base64url");
        const share = await shareByLink(tx, params.id, token, terms);
        return { share: shareResource(share), url: new URL(linkPagePath + token, baseUrl).href };
      });
    },

    updateShare: async ({ params, body, person }) =>
      withScope(db, person.scope, async (tx) => {
        const known = await holdShare(tx, params.id);
        const isLink = known?.grantee_kind === "link";
        if (known === null || (known.revoked_at !== null && !isLink)) throw new Fault("not_found");
        // Whoever kept the address of one that has ended would be let in again.
        if (isLink && !known.active) throw new Fault("share_ended");
        const change = {
          ...(body.may_download === undefined ? {} : { may_download: body.may_download }),
          ...(body.expires_at === undefined
            ? {}
            : { expires_at: endOfShare(body.expires_at, known.grantee_kind, await readShareClock(tx)) }),
        };
        if (isLink && opensMore(known, change)) checkProof(person.credential);
        return shareResource(await changeShare(tx, known, change));
      }),

    revokeShare: async ({ params, person }) => {
      if (!(await withScope(db, person.scope, (tx) => revokeShare(tx, params.id)))) throw new Fault("not_found");
    },

    listColleagues: async ({ person }) => ({ items: [...(await readInScope(db, person.scope, listColleagues))] }),
  };
}

type Terms = { readonly may_download?: boolean; readonly expires_at?: Date | null };

/** For longer, or with the file's bytes. */
function opensMore(known: Required<Terms>, { may_download, expires_at }: Terms): boolean {
  if (may_download === true && !known.may_download) return true;
  if (expires_at === undefined || known.expires_at === null) return false;
  return expires_at === null || expires_at > known.expires_at;
}
