import { Fault } from "@caudal/base/fault.ts";
import { openSealed, sealText, type SealedFor } from "@caudal/secrets/envelope.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import { sql, type Kysely } from "kysely";
import type { AuthDatabase } from "../auth-database.ts";
import { endSessions, withdrawnStep } from "../end-sessions.ts";
import { hashRecoveryCode, makeRecoveryCodes, readRecoveryCode } from "./recovery-codes.ts";
import { makeTotpSecret, stepOfCode } from "./totp.ts";

export type SecondFactorState = {
  readonly on: boolean;
  readonly since: Date | null;
  readonly recoveryCodesLeft: number;
};

/** What happened to a person's second factor, of which they hear by mail: written in the transaction of what it tells. */
export type FactorNews =
  | { readonly key: "factor.on" | "factor.off" | "codes.renewed" }
  | { readonly key: "code.used"; readonly left: number };
export type TellFactorNews = (
  on: Kysely<AuthDatabase>,
  person: { readonly userId: string; readonly locale: Locale },
  news: FactorNews,
) => Promise<void>;

/** Whose code it is, and the language in which a mail about it is written. */
export type FactorHolder = { readonly userId: string; readonly locale: Locale };

/** The second proof of a person: what their authenticator says, or one of the codes that they wrote down. Counts are in the database, for all servers. */
export type SecondFactor = {
  stateOf(userId: string): Promise<SecondFactorState>;
  /** A secret to be taken over by an authenticator. Asked again, it is another one. @throws Fault `conflict` when it is on already. */
  offer(userId: string): Promise<string>;
  /**
   * Turns it on with a first code. Gives the recovery codes, once, and the sessions that ended: all but the one in which it is done, since
   * nobody showed a second factor in them, whoever opened them.
   *
   * @throws Fault `code_refused`, `rate_limited`, or `conflict` without an offer.
   */
  confirm(
    holder: FactorHolder,
    code: string,
    sessionId: string,
  ): Promise<{ readonly codes: readonly string[]; readonly ended: readonly string[] }>;
  /**
   * Takes a code of the authenticator or a recovery code, which then is used up. `counted`: it was counted elsewhere already, against a known browser
   * of theirs, and whoever tries codes in others keeps nobody out of that one.
   *
   * @throws Fault `code_refused` or `rate_limited`.
   */
  take(holder: FactorHolder, code: string, counted?: boolean): Promise<"authenticator" | "recovery">;
  /** New recovery codes in place of the old ones. @throws Fault `conflict` when it is off. */
  renewRecoveryCodes(holder: FactorHolder): Promise<readonly string[]>;
  /** @throws Fault `conflict` when it is off. */
  turnOff(holder: FactorHolder): Promise<void>;
};

/** Wrong codes of one person within an hour, wherever they come from. Ten an hour against three right ones of a million: one in 1,400 a day. */
export const maxCodes = 10;
const windowSeconds = 3600;

/** What an authenticator's seed is sealed for. */
export function secondFactorBelongsTo(userId: string): SealedFor {
  return { kind: "second factor", user: userId };
}

/** Of which secret, as it is kept, and which interval a code was. */
type TakenCode = { readonly sealed: string; readonly step: number };

export function createSecondFactor(
  auth: Kysely<AuthDatabase>,
  keyring: Keyring,
  tell: TellFactorNews,
  now: () => number = Date.now,
): SecondFactor {
  const held = (userId: string, confirmed: boolean) =>
    sql`user_id = ${userId} and (confirmed_at is not null) = ${confirmed} and last_step < ${withdrawnStep}`;

  const open = (userId: string, sealed: string): string => openSealed(keyring, sealed, secondFactorBelongsTo(userId));

  /** Counts the attempt before the code is looked at: of a thousand at once, ten are. Gives the sealed secret. */
  async function takeAttempt(userId: string, confirmed: boolean): Promise<string> {
    // One that began later than it is now began before the clock was set back.
    const over = sql`(attempts_since < now() - ${windowSeconds} * interval '1 second' or attempts_since > clock_timestamp())`;
    const { rows } = await sql<{ secret: string }>`
      update second_factors
      set attempts = case when ${over} then 1 else attempts + 1 end,
        attempts_since = case when ${over} or attempts = 0 then now() else attempts_since end
      where ${held(userId, confirmed)} and (attempts < ${maxCodes} or ${over})
      returning secret`.execute(auth);
    const [row] = rows;
    if (row !== undefined) return row.secret;
    const { rows: known } = await sql<{ wait: number }>`
      select ceil(extract(epoch from attempts_since + ${windowSeconds} * interval '1 second' - now()))::integer as wait
      from second_factors where ${held(userId, confirmed)}`.execute(auth);
    if (known[0] === undefined) throw new Fault("conflict");
    throw new Fault("rate_limited", { params: { seconds: Math.max(1, known[0].wait) } });
  }

  async function sealedSecretOf(userId: string): Promise<string> {
    const { rows } = await sql<{ secret: string }>`
      select secret from second_factors where ${held(userId, true)}`.execute(auth);
    if (rows[0] === undefined) throw new Fault("conflict");
    return rows[0].secret;
  }

  /** A right code counts once, and of the very secret that it was looked at with: its interval, and those before it, are over for it. */
  async function takeCode(userId: string, code: string, confirmed: boolean, counted = false): Promise<TakenCode> {
    const sealed = await (counted ? sealedSecretOf(userId) : takeAttempt(userId, confirmed));
    const step = stepOfCode(open(userId, sealed), code.replace(/\s/g, ""), now());
    if (step === null) throw new Fault("code_refused");
    const { numAffectedRows } = await sql`
      update second_factors set last_step = ${step}, attempts = 0
      where ${held(userId, confirmed)} and secret = ${sealed} and last_step < ${step}`.execute(auth);
    if (numAffectedRows !== 1n) throw new Fault("code_refused");
    return { sealed, step };
  }

  async function replaceCodes(on: Kysely<AuthDatabase>, userId: string): Promise<readonly string[]> {
    const codes = makeRecoveryCodes();
    const hashes = codes.map((code) => hashRecoveryCode(userId, readRecoveryCode(code) ?? ""));
    const { numAffectedRows } = await sql`with gone as (delete from recovery_codes where user_id = ${userId})
      insert into recovery_codes (user_id, code_hash)
      select f.user_id, unnest(${hashes}::bytea[]) from second_factors f where f.user_id = ${userId}`.execute(on);
    if (numAffectedRows === 0n) throw new Fault("conflict");
    return codes;
  }

  async function stateOf(userId: string, on: Kysely<AuthDatabase> = auth): Promise<SecondFactorState> {
    const { rows } = await sql<{ confirmed_at: Date; unused: number }>`
      select f.confirmed_at, (select count(*) from recovery_codes c where c.user_id = f.user_id and c.used_at is null)::integer as unused
      from second_factors f where f.user_id = ${userId} and f.confirmed_at is not null`.execute(on);
    const [row] = rows;
    return row === undefined
      ? { on: false, since: null, recoveryCodesLeft: 0 }
      : { on: true, since: row.confirmed_at, recoveryCodesLeft: row.unused };
  }

  return {
    stateOf: (userId) => stateOf(userId),

    offer: async (userId) => {
      const secret = makeTotpSecret();
      const { numAffectedRows } = await sql`
        insert into second_factors (user_id, secret) values (${userId}, ${sealText(keyring, secret, secondFactorBelongsTo(userId))})
        on conflict (user_id) do update set secret = excluded.secret, last_step = 0, created_at = now()
        where second_factors.confirmed_at is null`.execute(auth);
      if (numAffectedRows !== 1n) throw new Fault("conflict");
      return secret;
    },

    confirm: async (holder, code, sessionId) => {
      const { sealed, step } = await takeCode(holder.userId, code, false);
      return auth.transaction().execute(async (tx) => {
        const ended = await endSessions(tx, holder.userId, { session: sessionId, offer: sealed });
        // Offered anew or withdrawn since the code was taken: then it is another secret that would be turned on, or nobody's wish any more.
        const { numUpdatedRows } = await tx
          .updateTable("second_factors")
          .set({ confirmed_at: sql<Date>`now()` })
          .where("user_id", "=", holder.userId)
          .where("secret", "=", sealed)
          .where("last_step", "=", String(step))
          .where("confirmed_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) throw new Fault("code_refused");
        const codes = await replaceCodes(tx, holder.userId);
        await tell(tx, holder, { key: "factor.on" });
        return { codes, ended };
      });
    },

    take: async (holder, code, counted) => {
      const { userId } = holder;
      const recovery = readRecoveryCode(code);
      if (recovery === null) {
        await takeCode(userId, code, true, counted);
        return "authenticator";
      }
      await auth.transaction().execute(async (tx) => {
        // Not counted: there are too many to try, and whoever keeps the person out by wrong codes must not take these from them too.
        const { numAffectedRows } = await sql`
          update recovery_codes set used_at = now()
          where user_id = ${userId} and code_hash = ${hashRecoveryCode(userId, recovery)} and used_at is null`.execute(
          tx,
        );
        if (numAffectedRows !== 1n) throw new Fault("code_refused");
        await tell(tx, holder, { key: "code.used", left: (await stateOf(userId, tx)).recoveryCodesLeft });
      });
      return "recovery";
    },

    renewRecoveryCodes: (holder) =>
      auth.transaction().execute(async (tx) => {
        const codes = await replaceCodes(tx, holder.userId);
        await tell(tx, holder, { key: "codes.renewed" });
        return codes;
      }),

    turnOff: (holder) =>
      auth.transaction().execute(async (tx) => {
        const gone = await tx.deleteFrom("second_factors").where("user_id", "=", holder.userId).executeTakeFirst();
        if (gone.numDeletedRows !== 1n) throw new Fault("conflict");
        await tell(tx, holder, { key: "factor.off" });
      }),
  };
}
