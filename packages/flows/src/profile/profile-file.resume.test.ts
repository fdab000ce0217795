import { spawnSync } from "node:child_process";
import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { openEmbeddedEngine, type EmbeddedEngine } from "@caudal/engines/embedded/open-embedded-engine.ts";
import { defaultLimits } from "@caudal/sources/files/limits.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { profileFile, profileSteps } from "./profile-file.ts";
import type { FirstLook, ProfilePorts, SecondLook } from "./profile-ports.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-flow-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Stored = Map<string, string>;
type Attempt = {
  readonly stored?: Stored;
  readonly scratch?: string;
  readonly signal?: AbortSignal;
  /** Called when a step begins, before its work. */
  readonly onStep?: (name: string, engine: EmbeddedEngine | null) => void;
  readonly onWork?: (name: string, engine: EmbeddedEngine | null) => void;
};

/** One attempt at a profile, as a run makes it: finished steps give their stored result, as JSON. */
async function attempt(file: string, name: string, options: Attempt = {}) {
  const stored: Stored = options.stored ?? new Map();
  const scratchDir = join(folder, options.scratch ?? "scratch");
  await mkdir(scratchDir, { recursive: true });
  const calls: string[] = [];
  const logs: string[] = [];
  const kept = { first: null as FirstLook | null, second: null as SecondLook | null, table: "" };
  let engine: EmbeddedEngine | null = null;
  const ports: ProfilePorts = {
    file: { path: file, name },
    scratchDir,
    limits: defaultLimits,
    openEngine: async () => {
      engine = await openEmbeddedEngine({
        memoryLimitBytes: 256 << 20,
        threads: 1,
        spillDir: join(scratchDir, "spill"),
        maxSpillBytes: 256 << 20,
        allowedPaths: [file, `${folder}/`],
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      return engine;
    },
    sink: {
      saveReading: async () => void calls.push("reading"),
      saveFirstLook: async (look) => void (calls.push("first"), (kept.first = look)),
      keepTable: async (path) => (calls.push("table"), (kept.table = path)),
      saveHash: async () => void calls.push("hash"),
      saveSecondLook: async (look) => void (calls.push("second"), (kept.second = look)),
    },
  };
  await profileFile(ports, {
    signal: options.signal ?? new AbortController().signal,
    step: async (step, work) => {
      options.onStep?.(step, engine);
      const before = stored.get(step);
      if (before !== undefined) return JSON.parse(before);
      const result = await work(() => options.onWork?.(step, engine));
      stored.set(step, JSON.stringify(result));
      return result;
    },
    log: async (level, key, params) => void logs.push(`${level} ${key} ${Object.values(params ?? {}).join(" ")}`),
  });
  return { stored, calls, kept, logs };
}

const csv = (rows: number): string =>
  `id,zona,monto\n${Array.from({ length: rows }, (_, i) => `${i + 1},${["norte", "sur", "este"][i % 3]},${(i * 37) % 101}.5`).join("\n")}\n`;

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
const steps = Object.keys(profileSteps);

it.each(steps)("goes on at %s with what earlier steps left, and says the same as in one go", async (from) => {
  const file = await fileOf("ventas.csv", csv(300));
  const whole = await attempt(file, "ventas.csv");
  const stored: Stored = new Map([...whole.stored].slice(0, steps.indexOf(from)));
  const resumed = await attempt(file, "ventas.csv", { stored });
  expect(resumed.stored).toEqual(whole.stored);
  expect(resumed.kept.second).toEqual(whole.kept.second);
  const saves: Readonly<Record<string, readonly string[]>> = {
    read: ["reading"],
    first: ["first"],
    copy: ["hash", "table"],
    insights: ["second"],
  };
  expect(resumed.calls).toEqual(steps.slice(steps.indexOf(from)).flatMap((step) => saves[step] ?? []));
});

it("tells how it reads the file and what it met there", async () => {
  const file = await fileOf("ventas.csv", `${csv(300)}1,2,3,4,5\n`);
  const { logs, kept } = await attempt(file, "ventas.csv");
  const findings = (kept.first?.findings.length ?? 0) + (kept.second?.findings.length ?? 0);
  expect(logs).toEqual([
    "info profile.read_text CSV utf-8 ,",
    "info profile.rows 300",
    "warn profile.rejected 1",
    "info profile.copied 300",
    `info profile.found ${findings}`,
  ]);
});

it("makes a scratch copy again that went with another machine", async () => {
  const file = await fileOf("ventas.csv.gz", gzipSync(csv(200)));
  const whole = await attempt(file, "ventas.csv.gz");
  await rm(join(folder, "scratch"), { recursive: true });
  const read = whole.stored.get("read") ?? "";
  const resumed = await attempt(file, "ventas.csv.gz", { stored: new Map([["read", read]]), scratch: "elsewhere" });
  expect(resumed.kept.first).toEqual(whole.kept.first);
  expect(resumed.kept.second).toEqual(whole.kept.second);
});

it.each(["copy", "insights"])(
  "an engine that is killed as %s begins is a fault of the engine, and the next attempt ends well",
  async (at) => {
    const file = await fileOf("ventas.csv", csv(300));
    const stored: Stored = new Map();
    const kill = (name: string, engine: EmbeddedEngine | null): void => {
      if (name === at && engine !== null) process.kill(engine.pid, "SIGKILL");
    };
    const failure = await attempt(file, "ventas.csv", { stored, onStep: kill }).catch((error: unknown) =>
      toFault(error),
    );
    expect(failure).toBeInstanceOf(Fault);
    expect(failure instanceof Fault ? failure.code : "").toMatch(/^engine_/);
    const resumed = await attempt(file, "ventas.csv", { stored, scratch: "second" });
    expect(resumed.kept.second?.columns.map(({ name }) => name)).toEqual(["id", "zona", "monto"]);
  },
);

it("an abort ends with its own reason, and leaves no engine behind", async () => {
  const file = await fileOf("ventas.csv", csv(5000));
  const aborting = new AbortController();
  const pids: number[] = [];
  const failure = await attempt(file, "ventas.csv", {
    signal: aborting.signal,
    onStep: (name, engine) => {
      if (engine !== null) pids.push(engine.pid);
      if (name === "insights") aborting.abort(new Fault("run_cancelled"));
    },
  }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "run_cancelled" });
  expect(pids.length).toBeGreaterThan(0);
  await expect.poll(() => pids.filter(alive), { timeout: 10_000 }).toEqual([]);
  await expect(access(file)).resolves.toBeUndefined();
});

it(
  "rows and rejects add up to the lines of any file, and the figures are those of a plain computation",
  { timeout: 120_000 },
  async () => {
    let number = 0;
    const row = fc.record({
      amount: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: -999, max: 999 }).map(String) },
        { weight: 1, arbitrary: fc.constant("") },
      ),
      zone: fc.constantFrom("norte", "sur", "este", ""),
      extra: fc.integer({ min: 0, max: 30 }).map((drawn) => drawn === 0),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 30, maxLength: 120 }), async (rows) => {
        const lines = rows.map(({ amount, zone, extra }, i) => `${i + 1},${zone},${amount}${extra ? ",de más" : ""}`);
        const name = `f${number++}.csv`;
        const file = await fileOf(name, `id,zona,monto\n${lines.join("\n")}\n`);
        const { kept } = await attempt(file, name, { scratch: name.replace(".", "-") });
        const good = rows.filter(({ extra }) => !extra);
        expect((kept.first?.rows ?? 0) + (kept.first?.rejected ?? 0)).toBe(rows.length);
        expect(kept.first?.rejected).toBe(rows.length - good.length);
        const [, zone, amount] = kept.second?.columns ?? [];
        const amounts = good.flatMap((each) => (each.amount === "" ? [] : [Number(each.amount)]));
        const zones = good.flatMap((each) => (each.zone === "" ? [] : [each.zone]));
        expect(amount).toMatchObject({
          missing: good.length - amounts.length,
          distinct: new Set(amounts).size,
          distinct_exact: true,
        });
        expect(Number(amount?.min)).toBe(Math.min(...amounts));
        expect(Number(amount?.max)).toBe(Math.max(...amounts));
        expect(amount?.mean ?? Number.NaN).toBeCloseTo(
          amounts.reduce((sum, value) => sum + value, 0) / amounts.length,
          9,
        );
        expect(zone).toMatchObject({ missing: good.length - zones.length, distinct: new Set(zones).size });
        for (const { value, count } of zone?.top ?? [])
          expect(count).toBe(zones.filter((each) => each === value).length);
      }),
      { numRuns: 8 },
    );
  },
);

it("a file that changes between the first look and the copy is refused", async () => {
  const file = await fileOf("ventas.csv", csv(100));
  const failure = await attempt(file, "ventas.csv", {
    onStep: (name) => void (name === "copy" && spawnSync("sh", ["-c", 'printf "999,sur,1.5\\n" >> "$0"', file])),
  }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: "file_damaged",
    params: { reason: "changed_while_read", rows: 100, now: 101 },
  });
});
