import type { WaitingRemovals } from "@caudal/db/queries/erasure.ts";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

export type ServerMetrics = {
  readonly registry: Registry;
  observeRequest(route: string, method: string, status: number, seconds: number): void;
  countUpload(outcome: "finished" | "failed"): void;
  countRefusedConnection(): void;
  /** A request was over the limit of this name. */
  countLimited(limit: string): void;
  /** Something was refused for the sake of security: the action under which the audit has it. */
  countRefusal(action: string): void;
  /** An attempt at a run ended, and the run is in this state now. */
  observeAttempt(kind: string, state: string, seconds: number): void;
  /** The end of the audit's chain: whoever keeps these figures elsewhere can tell later whether it was cut. */
  observeAudit(chain: AuditFigures): void;
};

export type AuditFigures = {
  readonly position: number;
  /** The first 12 hexadecimal digits of the link at its end, as a number; 0 when nothing is sealed. */
  readonly link: number;
  readonly unsealed: number;
  /** Whether the chain goes on from the head in the data folder. */
  readonly agrees: boolean;
};

export type MetricSources = {
  readonly eventSubscribers: () => number;
  /** Runs of the whole platform by kind and state; empty when the database does not answer. */
  readonly countRuns: () => Promise<
    readonly { readonly kind: string; readonly state: string; readonly runs: number }[]
  >;
  /** What was promised to be gone and is not; null when the database does not answer. */
  readonly countRemovals: () => Promise<WaitingRemovals | null>;
};

/** Figures of one server, and of the queue that it shares with others. Labels are routes, kinds and states: nothing that a person wrote or owns. */
export function createMetrics(sources: MetricSources): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "caudal_" });
  const requests = new Histogram({
    name: "caudal_http_request_seconds",
    help: "Time until the answer's head was ready",
    labelNames: ["route", "method", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const attempts = new Histogram({
    name: "caudal_run_attempt_seconds",
    help: "Attempts at runs that ended here, by the state that the run went to",
    labelNames: ["kind", "state"],
    buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers: [registry],
  });
  const uploads = new Counter({
    name: "caudal_uploads_total",
    help: "Uploads by how they ended",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const refused = new Counter({
    name: "caudal_connections_refused_total",
    help: "Connections closed because there were as many already as may be",
    registers: [registry],
  });
  const limited = new Counter({
    name: "caudal_requests_limited_total",
    help: "Requests refused because too many came, by the limit",
    labelNames: ["limit"],
    registers: [registry],
  });
  const refusals = new Counter({
    name: "caudal_security_events_total",
    help: "Refusals for the sake of security, by the action under which the audit has them; each, folded or not",
    labelNames: ["action"],
    registers: [registry],
  });
  new Gauge({
    name: "caudal_event_subscribers",
    help: "Open event streams",
    registers: [registry],
    collect() {
      this.set(sources.eventSubscribers());
    },
  });
  new Gauge({
    name: "caudal_runs",
    help: "Runs by kind and state, in the whole platform; ended ones over the last day",
    labelNames: ["kind", "state"],
    registers: [registry],
    async collect() {
      const counts = await sources.countRuns();
      this.reset();
      for (const { kind, state, runs } of counts) this.set({ kind, state }, runs);
    },
  });
  addRemovals(registry, sources.countRemovals);
  const auditGauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const auditPosition = auditGauge("caudal_audit_head_position", "Entries in the audit's chain");
  const auditLink = auditGauge("caudal_audit_head_link", "First 48 bits of the link at the end of the audit's chain");
  const auditUnsealed = auditGauge("caudal_audit_unsealed_entries", "Audit entries that are not in the chain yet");
  const auditAgrees = auditGauge(
    "caudal_audit_head_agrees",
    "1 when the chain goes on from the head in the data folder, else 0",
  );
  return {
    registry,
    observeAudit: ({ position, link, unsealed, agrees }) => {
      auditPosition.set(position);
      auditLink.set(link);
      auditUnsealed.set(unsealed);
      auditAgrees.set(agrees ? 1 : 0);
    },
    observeRequest: (route, method, status, seconds) =>
      requests.observe({ route, method, status: String(status) }, seconds),
    countUpload: (outcome) => uploads.inc({ outcome }),
    countRefusedConnection: () => refused.inc(),
    countLimited: (limit) => limited.inc({ limit }),
    countRefusal: (action) => refusals.inc({ action }),
    observeAttempt: (kind, state, seconds) => attempts.observe({ kind, state }, seconds),
  };
}

/** Where the database does not answer they are not a number: 0 would say that nobody waits. */
function addRemovals(registry: Registry, count: MetricSources["countRemovals"]): void {
  let counting: Promise<WaitingRemovals | null> | null = null;
  // All of them are asked for at once.
  const counted = () => (counting ??= count().finally(() => (counting = null)));
  const gauge = (name: string, help: string, figure: keyof WaitingRemovals): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set((await counted())?.[figure] ?? Number.NaN);
      },
    });
  gauge("caudal_erasures_waiting", "Persons whose erasure was asked for and is not done", "erasures");
  gauge("caudal_erasures_oldest_seconds", "For how long the oldest of these has waited", "erasure_seconds");
  gauge("caudal_departures_overdue", "Departures that are over and of which something is still kept", "departures");
  gauge("caudal_departures_oldest_seconds", "For how long the oldest of these has been over", "departure_seconds");
}
