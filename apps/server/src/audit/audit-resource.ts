import { auditWords, tellEntry } from "@caudal/contract/audit/tell-entry.ts";
import { quotaColumns } from "@caudal/contract/audit/told-entry.ts";
import { bytesInWords } from "@caudal/contract/faults/fault-words.ts";
import { isSecurityAction } from "@caudal/contract/audit/security-actions.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { AuditChange, AuditEntry } from "@caudal/contract/resources/audit.ts";
import type { AuditRow } from "@caudal/db/queries/audit.ts";

type Who = AuditEntry["who"];

/** An entry as a manager reads it. Names are those of today; who is gone for good has none. */
export function auditResource(row: AuditRow, names: ReadonlyMap<string, string>, tag: LanguageTag): AuditEntry {
  const words = auditWords(tag);
  const nameOf = (id: string): string => names.get(id) ?? words.erased;
  const who = whoOf(row, nameOf);
  const people = (row.person_ids ?? []).map((id) => ({ id, name: nameOf(id) }));
  const other = people.find((person) => person.id !== row.user_id);
  const changes = row.changes ?? {};
  const value = (column: string, side: "before" | "after"): string | null => {
    const kept = changes[column]?.[side] ?? null;
    return kept !== null && column === "storage_bytes" ? bytesInWords(kept, tag) : kept;
  };
  const own = who.kind === "erased" ? words.erased : who.kind === "unknown" ? words.unknown : words.platform;
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    sentence: tellEntry(tag, row.action, {
      who: who.person?.name ?? own,
      person: other?.name ?? (row.what_erased_by === null ? null : words.erased),
      object: row.object_name,
      before: (column) => value(column, "before"),
      after: (column) => value(column, "after"),
    }),
    object: { type: row.object_type, id: row.object_id, name: row.object_name },
    who,
    people,
    changes: Object.entries(changes).map(([column, change]): AuditChange => {
      const inWords = (text: string | null): string | null =>
        text === null
          ? quotaColumns.includes(column)
            ? words.settings
            : null
          : (names.get(text) ?? words.values[text] ?? text);
      const told = change.entries ?? null;
      return {
        column,
        label: words.columns[column] ?? column,
        before: inWords(value(column, "before")),
        after: told ?? inWords(value(column, "after")),
        hidden: change.masked === true ? "secret" : Object.keys(change).length === 0 ? "private" : null,
      };
    }),
    erased: row.what_erased_by !== null,
    sealed: row.sealed,
  };
}

function whoOf(row: AuditRow, nameOf: (id: string) => string): Who {
  const { role, credential, address, request_id } = row;
  const from = { role, credential, address, request_id };
  if (row.who_erased_by !== null) return { kind: "erased", person: null, ...from };
  if (row.user_id !== null) return { kind: "person", person: { id: row.user_id, name: nameOf(row.user_id) }, ...from };
  return { kind: isSecurityAction(row.action) && row.address !== null ? "unknown" : "platform", person: null, ...from };
}
