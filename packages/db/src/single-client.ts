import pg from "pg";

/**
 * One connection, which is not yet open. Where it breaks between two queries it tells its listeners only, and without one the process would
 * end, as a launcher did whose database was killed while it brought the tables up to date: here it is the next query that says so.
 */
export function createClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  return client;
}
