/** What policies cost a request: its queries in its person's scope, against the very same code and SQL by a role without policies and without a scope. `--record` keeps the result. */
import assert from "node:assert/strict";
import { connectLanes, createPool } from "@caudal/db/connect.ts";
import type { Lanes } from "@caudal/db/lanes/lanes.ts";
import { createPostgresDialect } from "@caudal/db/postgres-driver.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope } from "@caudal/db/scope.ts";
import { createSeededRandom } from "@caudal/test/crash/support/seeded-random.ts";
import { Kysely, sql, type Transaction } from "kysely";
import { openPlatform } from "./platform/open-platform.ts";
import { namingPeople, reads, type Whose } from "./policies/reads.ts";
import { machine, publish } from "./support/compare.ts";
import { median, quantile } from "./support/quantile.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
const times = 400;
const mustReachMs = 1;

const platform = await openPlatform();
const options = { applicationName: "bench-policies", max: 1, lanes: 1, readOnly: true };
const open = (url: string, through = (lanes: Lanes) => lanes) =>
  new Kysely<Database>({
    dialect: createPostgresDialect(createPool(url, options), through(connectLanes(url, options))),
  });
const scoped = open(platform.database.urls.app);
/** Whose rows the side without policies asks for. */
let asking: Whose | null = null;
const bare = open(platform.database.superuserUrl, (lanes) => namingPeople(lanes, () => asking));
const bareReading = <T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T> =>
  bare.transaction().setAccessMode("read only").execute(work);
try {
  const people = platform.inhabitants.filter(({ files }) => files.length > 0);
  const lines: string[] = [];
  let worst = 0;
  for (const read of reads) {
    const asked = read.ofLog === true ? people.filter(({ hasLog }) => hasLog) : people;
    const gaps: { readonly p50: number; readonly p99: number }[] = [];
    const all: { readonly under: number[]; readonly without: number[] }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const random = createSeededRandom(round);
      const taken = { under: [] as number[], without: [] as number[] };
      for (let time = 0; time < times; time += 1) {
        const person = asked[Math.floor(random() * asked.length)];
        const fileId = person?.files[Math.floor(random() * person.files.length)];
        if (person === undefined || fileId === undefined) throw new Error("nobody lives here");
        // Each side has said something just before, so that neither's process of PostgreSQL has to be woken from a longer sleep.
        const under = async () => {
          await readInScope(scoped, person, (tx) => sql`select 1`.execute(tx));
          const began = performance.now();
          const answer = await readInScope(scoped, person, (tx) => read.ask(tx, fileId));
          taken.under.push(performance.now() - began);
          return answer;
        };
        const without = async () => {
          // Words of the statements themselves, without policies too.
          await bareReading((tx) =>
            sql`select set_config('caudal.user_id', ${person.userId}, false), set_config('caudal.account_id', ${person.accountId}, false)`.execute(
              tx,
            ),
          );
          asking = person;
          const began = performance.now();
          const answer = await bareReading((tx) => read.ask(tx, fileId));
          taken.without.push(performance.now() - began);
          asking = null;
          return answer;
        };
        // By turns which comes first: whoever does finds the processor's caches as the comparison of answers left them.
        const [answer, same] =
          time % 2 === 0 ? [await under(), await without()] : [await without(), await under()].toReversed();
        assert.deepEqual(namesOf(answer), namesOf(same), `${read.name}: the same rows`);
      }
      // The first round warms both sides up.
      if (round === 0) continue;
      const gap = (part: number) => quantile(taken.under, part) - quantile(taken.without, part);
      gaps.push({ p50: gap(0.5), p99: gap(0.99) });
      all.push(taken);
    }
    const of = (side: "under" | "without", part: number) => median(all.map((taken) => quantile(taken[side], part)));
    const [p50, p99] = [median(gaps.map((gap) => gap.p50)), median(gaps.map((gap) => gap.p99))];
    worst = Math.max(worst, p50, p99);
    lines.push(
      `| ${read.name} | ${of("under", 0.5).toFixed(2)} | ${of("without", 0.5).toFixed(2)} | ${p50.toFixed(2)} | ${(of("under", 0.5) / of("without", 0.5)).toFixed(2)}× | ${of("under", 0.99).toFixed(2)} | ${of("without", 0.99).toFixed(2)} | ${p99.toFixed(2)} |`,
    );
  }
  await publish(
    [
      "### What policies cost: a request's queries in a scope against the same SQL without policies",
      "",
      `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${rounds} rounds of ${times} of each, one after the other by turns; ` +
        `${people.length.toLocaleString("en")} people and 120,000 files; medians of the rounds; the same code, the same rows`,
      "",
      "| ms | p50 under | p50 without | p50 gap | ratio | p99 under | p99 without | p99 gap |",
      "|---|---|---|---|---|---|---|---|",
      ...lines,
      "",
      `Largest gap ${worst.toFixed(2)} ms (must: ≤ ${mustReachMs} ms): ${worst <= mustReachMs ? "reached" : "NOT reached"}.`,
      "",
    ].join("\n"),
  );
} finally {
  await scoped.destroy();
  await bare.destroy();
  await platform.close();
}

/** Which rows stand in an answer: of a shared file its reader does not see everything. */
function namesOf(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(namesOf);
  return typeof answer === "object" && answer !== null && "id" in answer ? answer.id : answer;
}
