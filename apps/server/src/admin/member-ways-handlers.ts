import type { memberWaysRoutes } from "@caudal/contract/routes/member-ways.ts";
import type { MailParams } from "@caudal/contract/mails/mail.ts";
import {
  endMemberSessions,
  listMemberKeys,
  listMemberLinks,
  loadMemberLocale,
  requireEndable,
  revokeMemberKeys,
  revokeMemberLinks,
} from "@caudal/db/queries/member-ways.ts";
import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import { loadPerson, loadStanding } from "@caudal/db/queries/people.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import type { Database } from "@caudal/db/schema.ts";
import { lockWays, readInScope, withScope, type Scope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import type { PageLinks } from "../mail/page-links.ts";

export type WaysTeller = { readonly enqueueMail: EnqueueMail; readonly links: Pick<PageLinks, "security"> };
type Ended = Pick<MailParams["access.ended"], "sessions" | "keys" | "shared">;

/** By what a member gets in, for those who manage members: seen without what it opens, and ended. */
export function memberWaysHandlers(db: Kysely<Database>, teller: WaysTeller): HandlersOf<typeof memberWaysRoutes> {
  /** In the transaction of the change: nothing of somebody's ends of which they do not hear. */
  const tell = async (tx: Transaction<Database>, memberId: string, ended: Partial<Ended>): Promise<void> => {
    const { name, email: to } = await requireEndable(tx, memberId);
    const { account } = await loadStanding(tx);
    const what = { sessions: 0, keys: [], shared: 0, ...ended };
    if (what.sessions === 0 && what.keys.length === 0 && what.shared === 0) return;
    await teller.enqueueMail(tx, {
      to,
      locale: await loadMemberLocale(tx, memberId),
      key: "access.ended",
      params: { name, by: (await loadPerson(tx)).name, account: account.name, ...what, link: teller.links.security() },
      accountId: account.id,
      userId: memberId,
    });
  };

  /** After what one of those ways is writing, which `work` then sees. */
  const ending = <T>(scope: Scope, userId: string, work: (tx: Transaction<Database>) => Promise<T>): Promise<T> =>
    repeatDeadlocked(() =>
      withScope(db, scope, async (tx) => {
        await requireEndable(tx, userId);
        await lockWays(tx, userId);
        return work(tx);
      }),
    );

  return {
    getMemberWays: ({ params, person }) =>
      readInScope(db, person.scope, async (tx) => {
        await requireEndable(tx, params.id);
        const keys = await listMemberKeys(tx, params.id);
        const links = await listMemberLinks(tx, params.id);
        return {
          keys: keys.map((key) => ({
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            scopes: [...key.scopes],
            created_at: key.created_at.toISOString(),
            expires_at: key.expires_at.toISOString(),
            last_used_at: key.last_used_at?.toISOString() ?? null,
          })),
          links: links.map((link) => ({
            id: link.id,
            created_at: link.created_at.toISOString(),
            expires_at: link.expires_at?.toISOString() ?? null,
          })),
        };
      }),

    // Live events end too: the rows' triggers tell every server.
    endMemberSessions: ({ params: { id }, person }) =>
      ending(person.scope, id, async (tx) => {
        const sessions = await endMemberSessions(tx, id);
        await tell(tx, id, { sessions });
        return { ended: sessions };
      }),

    revokeMemberKeys: ({ params: { id }, body, person }) =>
      ending(person.scope, id, async (tx) => {
        const keys = await revokeMemberKeys(tx, id, body.ids ?? null);
        await tell(tx, id, { keys: [...keys] });
        return { ended: keys.length };
      }),

    revokeMemberLinks: ({ params: { id }, body, person }) =>
      ending(person.scope, id, async (tx) => {
        const shared = await revokeMemberLinks(tx, id, body.ids ?? null);
        await tell(tx, id, { shared });
        return { ended: shared };
      }),
  };
}
