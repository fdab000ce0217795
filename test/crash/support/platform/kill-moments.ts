import { createSeededRandom } from "../seeded-random.ts";

export const victims = ["server", "engine", "launcher", "postgres"] as const;
export type Victim = (typeof victims)[number];

/** What the oldest unfinished run is doing, between or within which of its steps. */
export const phases = [
  "no run",
  "queued",
  "claimed",
  "in read",
  "read | first",
  "in first",
  "first | copy",
  "in copy",
  "copy | insights",
  "in insights",
  "insights | end",
  "waiting",
  "cancelling",
] as const;
export type Phase = (typeof phases)[number];

/** A kill: after so long, and then at the first moment at which a run is in that phase, where one comes by in time. */
export type Moment = { readonly victim: Victim; readonly afterMs: number; readonly phase: Phase | null };

/** Where a kill is aimed at now and then: boundaries of steps are too short to be hit by chance. */
export const targets = phases.filter((phase) => !["no run", "waiting"].includes(phase));

/** Kills without end, as the seed says; the launcher seldom, since nothing lives while it is away. PostgreSQL has a clock of its own (database-clock.ts). */
export function* planMoments(seed: number): Generator<Moment, never> {
  const random = createSeededRandom(seed);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low));
  for (;;) {
    const afterMs = between(300, 6_000);
    const phase = random() < 0.6 ? (targets[between(0, targets.length)] ?? null) : null;
    const dice = random();
    yield { victim: dice < 0.5 ? "server" : dice < 0.85 ? "engine" : "launcher", afterMs, phase };
  }
}

/** One of each, in moments that hold a run's boundary, its midst, its engine and nothing in particular. */
export const shortPlan: readonly Moment[] = [
  { victim: "server", afterMs: 1_000, phase: "first | copy" },
  { victim: "postgres", afterMs: 500, phase: "in copy" },
  { victim: "engine", afterMs: 1_000, phase: "in first" },
  { victim: "launcher", afterMs: 500, phase: null },
];

/** A run as the database shows it: its state, and the newest of its steps that is at work, and that is done. */
export type RunLook = { readonly state: string; readonly at: string | null; readonly done: string | null };

const stepsInOrder = ["read", "first", "copy", "insights"];

export function phaseOf(run: RunLook | undefined): Phase {
  if (run === undefined) return "no run";
  if (run.state !== "running") return isPhase(run.state) ? run.state : "no run";
  if (run.at !== null) return named(`in ${run.at}`);
  if (run.done === null) return "claimed";
  const next = stepsInOrder[stepsInOrder.indexOf(run.done) + 1] ?? "end";
  return named(`${run.done} | ${next}`);
}

function named(text: string): Phase {
  return isPhase(text) ? text : "no run";
}

function isPhase(text: string): text is Phase {
  return phases.some((phase) => phase === text);
}

export type Hit = { readonly victim: Victim; readonly phase: Phase | "database down" };

/** How often each victim died in each phase, as a table of text. */
export function drawHits(hits: readonly Hit[]): string {
  const rows = [...phases, "database down" as const].filter((phase) => hits.some((hit) => hit.phase === phase));
  const count = (victim: Victim, phase?: Hit["phase"]) =>
    hits.filter((hit) => hit.victim === victim && (phase === undefined || hit.phase === phase)).length;
  const line = (name: string, cells: readonly (string | number)[]) =>
    [name.padEnd(16), ...cells.map((cell) => String(cell).padStart(10))].join("");
  return [
    line("", [...victims, "all"]),
    ...rows.map((phase) =>
      line(phase, [...victims.map((victim) => count(victim, phase)), hits.filter((hit) => hit.phase === phase).length]),
    ),
    line("all", [...victims.map((victim) => count(victim)), hits.length]),
  ].join("\n");
}
