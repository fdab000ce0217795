import { Fault } from "@caudal/base/fault.ts";
import { openSealed, sealText } from "@caudal/secrets/envelope.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { Pool } from "pg";
import { hashRecoveryCode, makeRecoveryCodes, readRecoveryCode } from "./recovery-codes.ts";
import { makeTotpSecret, stepOfCode } from "./totp.ts";

export type SecondFactorState = {
  readonly on: boolean;
  readonly since: Date | null;
  readonly recoveryCodesLeft: number;
};

/** The second proof of a person: what their authenticator says, or one of the codes that they wrote down. Counts are in the database, for all servers. */
export type SecondFactor = {
  stateOf(userId: string): Promise<SecondFactorState>;
  /** A secret to be taken over by an authenticator. Asked again, it is another one. @throws Fault `conflict` when it is on already. */
  offer(userId: string): Promise<string>;
  /** Turns it on with a first code. Gives the recovery codes, once. @throws Fault `code_refused`, `rate_limited`, or `conflict` without an offer. */
  confirm(userId: string, code: string): Promise<readonly string[]>;
  /** Takes a code of the authenticator or a recovery code, which then is used up. @throws Fault `code_refused` or `rate_limited`. */
  take(userId: string, code: string): Promise<"authenticator" | "recovery">;
  /** New recovery codes in place of the old ones. */
  renewRecoveryCodes(userId: string): Promise<readonly string[]>;
  turnOff(userId: string): Promise<void>;
};

/** Wrong codes of one person within an hour, wherever they come from. Ten an hour against three right ones of a million: one in 1,400 a day. */
export const maxCodes = 10;
const windowSeconds = 3600;

export function createSecondFactor(pool: Pool, keyring: Keyring, now: () => number = Date.now): SecondFactor {
  const belongsTo = (userId: string) => ({ kind: "second factor", user: userId });

  /** Counts the attempt before the code is looked at: of a thousand at once, ten are. */
  async function takeAttempt(userId: string, confirmed: boolean): Promise<string> {
    const { rows } = await pool.query<{ secret: string }>(
      `update second_factors
       set attempts = case when attempts_since < now() - $3 * interval '1 second' then 1 else attempts + 1 end,
         attempts_since = case when attempts_since < now() - $3 * interval '1 second' or attempts = 0 then now() else attempts_since end
       where user_id = $1 and (confirmed_at is not null) = $4
         and (attempts < $2 or attempts_since < now() - $3 * interval '1 second')
       returning secret`,
      [userId, maxCodes, windowSeconds, confirmed],
    );
    const [row] = rows;
    if (row !== undefined) return openSealed(keyring, row.secret, belongsTo(userId));
    const { rows: known } = await pool.query<{ wait: number }>(
      `select ceil(extract(epoch from attempts_since + $2 * interval '1 second' - now()))::integer as wait
       from second_factors where user_id = $1 and (confirmed_at is not null) = $3`,
      [userId, windowSeconds, confirmed],
    );
    if (known[0] === undefined) throw new Fault("conflict");
    throw new Fault("rate_limited", { params: { seconds: Math.max(1, known[0].wait) } });
  }

  /** A right code counts once: its interval, and those before it, are over for it. */
  async function takeCode(userId: string, code: string, confirmed: boolean): Promise<void> {
    const secret = await takeAttempt(userId, confirmed);
    const step = stepOfCode(secret, code.replace(/\s/g, ""), now());
    if (step === null) throw new Fault("code_refused");
    const { rowCount } = await pool.query(
      "update second_factors set last_step = $2, attempts = 0 where user_id = $1 and last_step < $2",
      [userId, step],
    );
    if (rowCount !== 1) throw new Fault("code_refused");
  }

  async function renewRecoveryCodes(userId: string): Promise<readonly string[]> {
    const codes = makeRecoveryCodes();
    const hashes = codes.map((code) => hashRecoveryCode(userId, readRecoveryCode(code) ?? ""));
    await pool.query(
      `with gone as (delete from recovery_codes where user_id = $1)
       insert into recovery_codes (user_id, code_hash) select $1, unnest($2::bytea[])`,
      [userId, hashes],
    );
    return codes;
  }

  return {
    stateOf: async (userId) => {
      const { rows } = await pool.query<{ confirmed_at: Date; unused: number }>(
        `select f.confirmed_at, (select count(*) from recovery_codes c where c.user_id = f.user_id and c.used_at is null)::integer as unused
         from second_factors f where f.user_id = $1 and f.confirmed_at is not null`,
        [userId],
      );
      const [row] = rows;
      return row === undefined
        ? { on: false, since: null, recoveryCodesLeft: 0 }
        : { on: true, since: row.confirmed_at, recoveryCodesLeft: row.unused };
    },

    offer: async (userId) => {
      const secret = makeTotpSecret();
      const { rowCount } = await pool.query(
        `insert into second_factors (user_id, secret) values ($1, $2)
         on conflict (user_id) do update set secret = excluded.secret, last_step = 0, created_at = now()
         where second_factors.confirmed_at is null`,
        [userId, sealText(keyring, secret, belongsTo(userId))],
      );
      if (rowCount !== 1) throw new Fault("conflict");
      return secret;
    },

    confirm: async (userId, code) => {
      await takeCode(userId, code, false);
      const codes = await renewRecoveryCodes(userId);
      await pool.query("update second_factors set confirmed_at = now() where user_id = $1", [userId]);
      return codes;
    },

    take: async (userId, code) => {
      const recovery = readRecoveryCode(code);
      if (recovery === null) {
        await takeCode(userId, code, true);
        return "authenticator";
      }
      // Not counted: there are too many to try, and whoever keeps the person out by wrong codes must not take these from them too.
      const { rowCount } = await pool.query(
        "update recovery_codes set used_at = now() where user_id = $1 and code_hash = $2 and used_at is null",
        [userId, hashRecoveryCode(userId, recovery)],
      );
      if (rowCount !== 1) throw new Fault("code_refused");
      return "recovery";
    },

    renewRecoveryCodes,

    turnOff: async (userId) => {
      await pool.query("delete from second_factors where user_id = $1", [userId]);
    },
  };
}
