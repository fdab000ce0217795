import pg from "pg";
import { createClient } from "../single-client.ts";

/**
 * Whether a PostgreSQL at this address answers a new connection in time. One that refuses (too many connections, starting,
 * shutting down) answers; one that is frozen, or not there, does not.
 */
export async function answersInTime(url: string, deadlineMs: number): Promise<boolean> {
  const client = createClient({
    connectionString: url,
    application_name: "caudal-launcher",
    connectionTimeoutMillis: deadlineMs,
    query_timeout: deadlineMs,
  });
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    void client.end().catch(() => undefined);
  }
}
