/** What policies cost a request: its queries in its person's scope, against the very same SQL by a role without policies. `--record` keeps the result. */
import assert from "node:assert/strict";
import { createPool } from "@caudal/db/connect.ts";
import { createPostgresDialect } from "@caudal/db/postgres-driver.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope } from "@caudal/db/scope.ts";
import { createSeededRandom } from "@caudal/test/crash/support/seeded-random.ts";
import { Kysely } from "kysely";
import { openPlatform } from "./platform/open-platform.ts";
import { reads, withoutPolicies, type Said } from "./policies/reads.ts";
import { machine, publish } from "./support/compare.ts";
import { median, quantile } from "./support/quantile.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
const times = 400;
const mustReachMs = 1;

const platform = await openPlatform();
const pool = (url: string) => createPool(url, { applicationName: "bench-policies", max: 1 });
const said: Said[] = [];
const bare = pool(platform.database.superuserUrl);
const scoped = new Kysely<Database>({
  dialect: createPostgresDialect(pool(platform.database.urls.app)),
  log: ({ query }) => {
    said.push(query);
  },
});
try {
  const people = platform.inhabitants.filter(({ files }) => files.length > 0);
  const lines: string[] = [];
  let worst = 0;
  for (const read of reads) {
    const gaps: { readonly p50: number; readonly p99: number }[] = [];
    const all: { readonly under: number[]; readonly without: number[] }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const random = createSeededRandom(round);
      const taken = { under: [] as number[], without: [] as number[] };
      for (let time = 0; time < times; time += 1) {
        const person = people[Math.floor(random() * people.length)];
        const fileId = person?.files[Math.floor(random() * person.files.length)];
        if (person === undefined || fileId === undefined) throw new Error("nobody lives here");
        said.length = 0;
        const began = performance.now();
        const answer = await readInScope(scoped, person, (tx) => read.ask(tx, fileId));
        taken.under.push(performance.now() - began);
        const same = said.filter(({ sql }) => !sql.includes("set_scope")).map((each) => withoutPolicies(each, person));
        // Words of the statements themselves, without policies too.
        await bare.query("select set_config('caudal.user_id', $1, false), set_config('caudal.account_id', $2, false)", [
          person.userId,
          person.accountId,
        ]);
        const rows: unknown[][] = [];
        const beganWithout = performance.now();
        for (const [index, { sql, parameters }] of same.entries())
          rows.push((await bare.query({ name: `${read.name} ${index}`, text: sql, values: [...parameters] })).rows);
        taken.without.push(performance.now() - beganWithout);
        assert.equal(rows.flat().length, countRows(answer), `${read.name}: the same rows`);
        for (const row of rows.flat()) if (isOwned(row)) assert.equal(row.user_id, person.userId);
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
        `${people.length.toLocaleString("en")} people and 120,000 files; medians of the rounds; the same rows both times`,
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
  await bare.end();
  await platform.close();
}

/** Rows behind an answer: of lists, of one thing or none, and of a count one. */
function countRows(answer: unknown): number {
  if (Array.isArray(answer)) return answer.reduce((sum: number, part) => sum + countRows(part), 0);
  return answer === null ? 0 : 1;
}

function isOwned(row: unknown): row is { readonly user_id: string } {
  return typeof row === "object" && row !== null && "user_id" in row && typeof row.user_id === "string";
}
