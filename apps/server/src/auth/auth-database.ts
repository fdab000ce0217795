import { Kysely, PostgresDialect, type ColumnType, type Generated } from "kysely";
import type { Pool } from "pg";

/** Sign-in's tables, as far as the server looks into them itself; see migration 0002. */
export type AuthDatabase = {
  user: {
    id: Generated<string>;
    name: string;
    /** In lower case. */
    email: string;
    /** Whether somebody has shown that mails to it reach them. */
    emailVerified: boolean;
    /** Grows when all sessions of the person are ended; see migration 0062. */
    sessionSeries: Generated<number>;
    updatedAt: ColumnType<Date, Date | undefined, Date>;
  };
  account: {
    id: Generated<string>;
    accountId: string;
    providerId: string;
    userId: string;
    /** As scrypt left it; null for who signs in elsewhere. */
    password: string | null;
    createdAt: ColumnType<Date, Date | undefined, never>;
    updatedAt: ColumnType<Date, Date, Date>;
  };
  session: { id: string; userId: string; expiresAt: Date };
  verification: {
    id: Generated<string>;
    identifier: string;
    value: string;
    expiresAt: ColumnType<Date, Date, Date>;
    updatedAt: ColumnType<Date, Date, Date>;
  };
  /** Of each person one; see migration 0021. What its codes are worth is second-factor.ts's to say. */
  second_factors: {
    user_id: string;
    secret: string;
    confirmed_at: ColumnType<Date | null, never, Date>;
    last_step: Generated<string>;
    removed_by_operator: Generated<boolean>;
    attempts: Generated<number>;
  };
  second_steps: { token_hash: Buffer; user_id: string };
  known_devices: { id: string; user_id: string; session_id: string | null };
};

/** Queries on sign-in's own pool; its transactions may ask for mails too. */
export function openAuthDatabase(pool: Pool): Kysely<AuthDatabase> {
  return new Kysely<AuthDatabase>({ dialect: new PostgresDialect({ pool }) });
}
