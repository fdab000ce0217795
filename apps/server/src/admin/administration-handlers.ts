import type { accessRoutes } from "@caudal/contract/routes/access.ts";
import type { accountRoutes } from "@caudal/contract/routes/accounts.ts";
import type { invitationRoutes } from "@caudal/contract/routes/invitations.ts";
import type { memberWaysRoutes } from "@caudal/contract/routes/member-ways.ts";
import type { memberRoutes } from "@caudal/contract/routes/members.ts";
import type { viewRoutes } from "@caudal/contract/routes/views.ts";
import type { Pool } from "pg";
import type { Auth } from "../auth/create-auth.ts";
import { takeLinkAttempt } from "../auth/limit-mails.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { createPerson } from "../mailed-links/create-person.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";
import type { Enter } from "../people/enter.ts";
import { acceptHandlers } from "./accept-handlers.ts";
import { accessHandlers } from "./access-handlers.ts";
import { accountFactorHandlers } from "./account-factor-handlers.ts";
import { accountHandlers } from "./account-handlers.ts";
import { findHalfway } from "./find-halfway.ts";
import { invitationHandlers, type InvitationPorts } from "./invitation-handlers.ts";
import { memberHandlers } from "./member-handlers.ts";
import { memberWaysHandlers } from "./member-ways-handlers.ts";
import { viewHandlers } from "./view-handlers.ts";

export type AdministrationPorts = InvitationPorts & {
  readonly auth: Auth;
  readonly authPool: Pool;
  readonly mailed: MailedLinks;
  readonly enter: Enter;
  /** What a session reads is another's from now on. */
  readonly onMoved: (sessionId: string) => void;
};

type AdministrationRoutes = typeof accessRoutes &
  typeof accountRoutes &
  typeof invitationRoutes &
  typeof memberRoutes &
  typeof memberWaysRoutes &
  typeof viewRoutes;

/** Who belongs to an account and what each may see. */
export function administrationHandlers(ports: AdministrationPorts): HandlersOf<AdministrationRoutes> {
  const { db, auth, authPool, mailed, enter, counts, mailLimits, onMoved } = ports;
  return {
    ...accountHandlers(db, onMoved, mailed),
    ...accountFactorHandlers(db, mailed),
    ...memberHandlers(db, mailed),
    ...memberWaysHandlers(db, mailed),
    ...accessHandlers(db),
    ...viewHandlers(db, onMoved),
    ...invitationHandlers(ports),
    ...acceptHandlers({
      db,
      auth,
      onMoved,
      passwords: mailed,
      takeAttempt: (address) => takeLinkAttempt(counts, mailLimits, address),
      signUpInvited: async ({ name, email, password: given }) => {
        const password = await mailed.passwords.hash(given);
        return mailed.auth.transaction().execute((tx) => createPerson(tx, { name, email, password, confirmed: true }));
      },
      findHalfway: (person) => findHalfway(db, mailed, person),
      enter,
      forget: async (userId) => void (await authPool.query('delete from "user" where id = $1', [userId])),
    }),
  };
}
