import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditReport } from "@caudal/audit/finding.ts";
import { ReceiptKeySet } from "@caudal/contract/resources/receipt.ts";
import { Verification } from "@caudal/contract/resources/verification.ts";
import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import { until } from "../servers/until.ts";
import type { Asker } from "./asker.ts";
import type { Remains } from "./history.ts";
import type { Stage } from "./stage.ts";

const command = join(import.meta.dirname, "../../../../apps/cli/bin/caudal.mjs");

/** What an operator is told by `caudal audit verify`, once the sealer has come to the chain's end; a moment later at the latest. */
export async function lookAtAudit(stage: Stage): Promise<Remains["audit"]> {
  let report = await verifyAudit(stage);
  // What waits after that is the history's to say.
  for (const deadline = Date.now() + 30_000; report.unsealed.count > 0 && Date.now() < deadline;)
    report = await verifyAudit(stage);
  const disagreements = await readFile(join(stage.folder, "audit", "disagreements.jsonl"), "utf8").catch(() => "");
  return {
    seals: report.seals,
    heads: report.heads,
    unsealed: report.unsealed.count,
    erasures: report.erasures.length,
    findings: report.findings.map((finding) => Object.values(finding).join(" ")),
    disagreements: disagreements.split("\n").filter((line) => line.trim() !== ""),
  };
}

async function verifyAudit({ folder, addresses }: Stage): Promise<AuditReport> {
  const args = [command, "audit", "verify", "--json", "--lang", "en", "--url", addresses()[0] ?? "", "--data", folder];
  const { CAUDAL_AUDIT_KEY: _key, CAUDAL_METRICS_TOKEN: _token, ...env } = process.env;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 ** 2 }, (_error, stdout, stderr) => {
      // It ends with 1 when something is wrong, and says what.
      if (stdout.startsWith("{")) resolve(JSON.parse(stdout) as AuditReport);
      else reject(new Error(`caudal audit verify: ${stderr}`));
    });
  });
}

type Run = Remains["runs"][number];

/** The receipt of each run that is left: whether it was signed, by whom, and what its own person is told of it. */
export async function lookAtReceipts(
  stage: Stage,
  askers: readonly Asker[],
  runs: readonly Run[],
): Promise<Remains["receipts"]> {
  const waiting = async () =>
    (await stage.look<{ id: string }>("select run_id as id from caudal.receipts where signature is null")).map(
      ({ id }) => id,
    );
  await until("every receipt is signed", async () => (await waiting()).length === 0, 30_000).catch(() => undefined);
  const unsigned = new Set(await waiting());
  const keys = await publishedKeys(askers);
  const found = await Promise.all(
    askers.map(async (asker) => {
      const receipts: Remains["receipts"][number][] = [];
      for (const { id, who } of runs)
        if (who === asker.userId) receipts.push({ ...(await receiptOf(asker, id, keys)), waits: unsigned.has(id) });
      return receipts;
    }),
  );
  return found.flat();
}

async function publishedKeys(askers: readonly Asker[]): Promise<ReceiptKeySet> {
  const answer = await askers[0]?.ask("/.well-known/caudal-receipt-keys.json");
  return ReceiptKeySet.parse(JSON.parse(answer?.text ?? ""));
}

async function receiptOf(
  asker: Asker,
  runId: string,
  keys: ReceiptKeySet,
): Promise<Omit<Remains["receipts"][number], "waits">> {
  const path = `/api/runs/${runId}/receipt`;
  const { response, text } = await asker.ask(path);
  if (response.status !== 200) return { runId, seal: `none: ${response.status}`, verdict: "none", told: [] };
  const seal = checkSeal(JSON.parse(text), keys);
  const answer = await asker.ask(`${path}/verify`, { method: "POST" });
  if (answer.response.status !== 200) return { runId, seal, verdict: `none: ${answer.response.status}`, told: [] };
  const { verdict, checks } = Verification.parse(JSON.parse(answer.text));
  const told = checks.flatMap(({ subject, differences }) =>
    differences.map(({ code, params }) =>
      [subject, code, ...Object.values(params)].filter((each) => each !== null).join(" "),
    ),
  );
  return { runId, seal, verdict, told };
}
