import pg from "pg";

/**
 * Whether a PostgreSQL at this address answers a new connection in time. One that refuses (too many connections, starting,
 * shutting down) answers; one that is frozen, or not there, does not.
 */
export async function answersInTime(url: string, deadlineMs: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "caudal-launcher",
    connectionTimeoutMillis: deadlineMs,
    query_timeout: deadlineMs,
  });
  // What breaks while the connection ends has been told by then.
  client.on("error", () => undefined);
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
