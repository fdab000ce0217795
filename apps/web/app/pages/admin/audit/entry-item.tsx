import { ChevronRight, LockKeyhole, LockKeyholeOpen } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { AuditChange, AuditEntry } from "@caudal/contract/resources/audit.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import type { AuditFilter } from "./audit-filter.ts";

type ItemProps = { readonly entry: AuditEntry; readonly onFilter: (more: AuditFilter) => void };

/** One sentence; what lies behind it on demand. */
export function EntryItem({ entry, onFilter }: ItemProps) {
  const { w, f } = useSpeech();
  const [open, setOpen] = useState(false);
  const Lock = entry.sealed ? LockKeyhole : LockKeyholeOpen;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex min-h-11 cursor-pointer list-none items-baseline gap-2 py-2.5 hover:bg-n1 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            size={16}
            aria-hidden
            className="shrink-0 translate-y-0.5 text-n4 transition-transform group-open:rotate-90 motion-reduce:transition-none"
          />
          <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{entry.sentence}</span>
          <time dateTime={entry.at} className="num shrink-0 text-n4">
            {f.clock(entry.at)}
          </time>
          <Lock
            size={14}
            aria-label={entry.sealed ? w.audit.sealed : w.audit.unsealed}
            className={`shrink-0 translate-y-0.5 ${entry.sealed ? "text-n4" : "text-warn"}`}
          />
        </summary>
        {open ? <Details entry={entry} onFilter={onFilter} /> : null}
      </details>
    </li>
  );
}

function Details({ entry, onFilter }: ItemProps) {
  const { w, f } = useSpeech();
  const { who, object } = entry;
  const said = w.audit.details;
  const { person } = who;
  const roleWord = Object.entries(w.people.roles).find(([role]) => role === who.role)?.[1];
  return (
    <div className="pb-4 pl-6">
      {entry.erased ? <p className="mb-3 text-n5">{said.erased}</p> : null}
      {entry.changes.length === 0 ? null : <Changes changes={entry.changes} />}
      <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[7rem_1fr]">
        <Fact name={said.when}>{f.dateTime(entry.at)}</Fact>
        {person === null ? null : (
          <Fact name={said.who}>
            {roleWord === undefined ? person.name : `${person.name} (${said.role} ${roleWord})`}
          </Fact>
        )}
        {entry.people.some(({ id }) => id !== person?.id) ? (
          <Fact name={said.about}>{f.list(entry.people.map(({ name }) => name))}</Fact>
        ) : null}
        {who.kind === "erased" ? null : (
          <Fact name={said.from}>{who.address === null ? said.background : said.address(who.address)}</Fact>
        )}
        {who.credential === null ? null : (
          <Fact name={who.credential.startsWith("key:") ? said.key : said.session}>
            <Code>{who.credential.slice(who.credential.indexOf(":") + 1)}</Code>
          </Fact>
        )}
        {who.request_id === null ? null : (
          <Fact name={said.request}>
            <Code>{who.request_id}</Code>
          </Fact>
        )}
        {object.id === null ? null : (
          <Fact name={said.object}>
            <Code>{object.id}</Code>
          </Fact>
        )}
        <Fact name={said.entry}>
          {`${said.number(entry.id)} · ${entry.sealed ? w.audit.sealed : w.audit.unsealed}`} ·{" "}
          <Code>{entry.action}</Code>
        </Fact>
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" onClick={() => onFilter({ action: entry.action })}>
          {w.audit.only.action}
        </Button>
        {person === null ? null : (
          <Button size="small" onClick={() => onFilter({ person: person.id })}>
            {w.audit.only.person}
          </Button>
        )}
        {object.id === null ? null : (
          <Button size="small" onClick={() => onFilter({ type: object.type, object: object.id ?? undefined })}>
            {w.audit.only.object}
          </Button>
        )}
      </div>
    </div>
  );
}

function Changes({ changes }: { readonly changes: readonly AuditChange[] }) {
  const { w } = useSpeech();
  const said = w.audit.changes;
  return (
    <table className="mb-4 w-full max-w-2xl text-left text-sm">
      <caption className="sr-only">{said.caption}</caption>
      <thead className="text-n4">
        <tr className="border-b border-n2">
          {[said.column, said.before, said.after].map((head) => (
            <th key={head} scope="col" className="py-1 pr-4 font-normal">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-n2">
        {changes.map((change) => (
          <tr key={change.column} className="align-baseline">
            <th scope="row" className="py-1.5 pr-4 font-normal text-n5">
              {change.label}
            </th>
            {change.hidden === null ? (
              <>
                <td className="py-1.5 pr-4 [overflow-wrap:anywhere]">{change.before ?? said.none}</td>
                <td className="py-1.5 [overflow-wrap:anywhere]">{change.after ?? said.none}</td>
              </>
            ) : (
              <td colSpan={2} className="py-1.5 text-n4">
                {said[change.hidden]}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-n4 max-sm:mt-1">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Code({ children }: { readonly children: ReactNode }) {
  return <code className="text-xs [overflow-wrap:anywhere]">{children}</code>;
}
