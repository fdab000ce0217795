import { describe, expect, test } from "vitest";
import { countDeeds, tooLittle } from "./count-deeds.ts";
import type { Entry, Remains } from "./history.ts";

const nothing: Remains = {
  files: [],
  runs: [],
  notifications: [],
  shares: [],
  keys: [],
  invitations: [],
  addresses: [],
  traces: [],
  events: [],
  shown: [],
  stored: [],
  audit: { seals: 0, heads: 0, unsealed: 0, erasures: 0, findings: [], disagreements: [] },
  receipts: [],
};
const entry = { who: "ana", from: 0, to: 1 };

describe("what was done", () => {
  test("is counted, of what can be refused what was and what was not apart", () => {
    const entries: readonly Entry[] = [
      { ...entry, did: "looked in", fileId: "f1", open: true },
      { ...entry, did: "looked in", fileId: "f1", open: false },
      { ...entry, did: "looked in", fileId: "f2", open: false },
      { ...entry, did: "opened link", shareId: "s1", fileName: null },
      { ...entry, did: "cancelled", runId: "r1", conflict: true },
    ];
    expect(countDeeds({ entries, remains: nothing, live: [] })).toMatchObject({
      "looked in, open": 1,
      "looked in, refused": 2,
      "opened link, refused": 1,
      "cancelled, too late": 1,
      "files left": 0,
    });
  });

  test("is too little when nothing was, and when one thing was not", () => {
    const said = tooLittle(countDeeds({ entries: [], remains: nothing, live: [] }), 200);
    expect(said).toContain('"uploaded" 0 times, less than 140');
    expect(said.length).toBeGreaterThan(20);
    const plenty = new Proxy<Record<string, number>>(
      {},
      { get: (_target, name) => (name === "runs that failed" ? 0 : 10_000) },
    );
    expect(tooLittle(plenty, 200)).toEqual([]);
    expect(
      tooLittle({ ...Object.fromEntries(said.map((line) => [line.split('"')[1] ?? "", 10_000])), erased: 1 }, 200),
    ).toEqual(['"erased" 1 times, less than 2']);
  });

  test("went wrong when more than a twentieth of the runs failed", () => {
    const enough = new Proxy<Record<string, number>>(
      { "runs left": 40, "runs that failed": 2 },
      { get: (target, name) => Reflect.get(target, name) ?? 10_000 },
    );
    expect(tooLittle(enough, 200)).toEqual([]);
    const bad = new Proxy<Record<string, number>>(
      { "runs left": 40, "runs that failed": 3 },
      { get: (target, name) => Reflect.get(target, name) ?? 10_000 },
    );
    expect(tooLittle(bad, 200)).toEqual(["3 runs failed, more than 2"]);
  });
});
