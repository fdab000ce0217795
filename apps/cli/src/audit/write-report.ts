import type { AuditReport } from "@caudal/audit/finding.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { auditSpeech } from "./audit-words.ts";

/** At most so many findings of a kind are written out; the rest is counted. */
const shown = 20;

/** What was found, as a person reads it: the answer first, then what it rests on. */
export function writeReport(report: AuditReport, tag: LanguageTag): string {
  const say = auditSpeech[languageOf(tag)];
  const { findings, end, unsealed, heads, erasures } = report;
  const lines = [findings.length === 0 ? say.whole(report.seals) : say.broken(findings.length)];
  for (const finding of findings.slice(0, shown)) lines.push(`  · ${say.finding(finding)}`);
  if (findings.length > shown) lines.push(`  ${say.more(findings.length - shown)}`);
  lines.push(
    end === null
      ? say.empty
      : say.end(end.position, `${end.position}:${end.link.slice(0, 16)}`, end.sealedAt.slice(0, 19)),
  );
  lines.push(heads === 0 ? say.noHeads : say.heads(heads));
  if (unsealed.count > 0) lines.push(say.unsealed(unsealed.count, unsealed.oldest?.slice(0, 19) ?? ""));
  for (const each of erasures) lines.push(say.erasure(each.entry, each.at.slice(0, 19), each.parts, each.sealed));
  return `${lines.join("\n")}\n`;
}
