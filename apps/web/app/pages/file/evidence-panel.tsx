import { Check, Copy } from "lucide-react";
import { useState } from "react";
import type { Insight } from "@caudal/contract/resources/insight.ts";
import type { ColumnProfile } from "@caudal/contract/resources/reading.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { SimpleTable } from "../../table/simple-table.tsx";
import type { TableColumn } from "../../table/simple-table.tsx";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";

/** «¿Cómo lo sabes?»: the method in words, the rows, the query, and the figures of the confidence. */
export function EvidencePanel({
  insight,
  columns,
}: {
  /** Whoever reads through a link is not told whose file it is: then there is no way back to follow. */
  readonly insight: Pick<Insight, "id" | "evidence" | "confidence" | "method"> & { readonly file_id?: string };
  readonly columns: readonly ColumnProfile[];
}) {
  const { w, f } = useSpeech();
  const words = w.file.insight;
  const { rows, query } = insight.evidence;
  const inputs = Object.entries(insight.confidence.inputs);
  const isInput = (name: string): name is keyof typeof words.input => Object.hasOwn(words.input, name);
  return (
    <div className="appear mt-4 space-y-5 rounded border border-n2 bg-surface p-4">
      <section>
        <h4 className="text-sm text-n4">{words.method}</h4>
        <p className="measure mt-0.5">{insight.method}</p>
      </section>
      <section>
        <h4 className="text-sm text-n4">
          {rows === null ? words.noRows : words.rowsShown(rows.rows.length, rows.total)}
        </h4>
        {rows === null ? null : (
          <div className="mt-1.5">
            <SimpleTable
              label={words.rowsShown(rows.rows.length, rows.total)}
              columns={rows.columns.map((name) => typed(name, columns))}
              rows={rows.rows}
            />
          </div>
        )}
      </section>
      <section>
        <div className="flex items-center justify-between">
          <h4 className="text-sm text-n4">{words.query}</h4>
          <CopyButton text={query} />
        </div>
        <pre
          tabIndex={0}
          aria-label={words.query}
          className="mt-1 max-h-64 overflow-auto rounded bg-n1 p-3 font-mono text-sm whitespace-pre-wrap"
        >
          {query}
        </pre>
      </section>
      {insight.file_id === undefined ? null : (
        <AppLink
          to={paths.file(insight.file_id, "trace", { insight: insight.id })}
          className="inline-flex text-accent underline-offset-3 hover:underline touch:h-11 touch:items-center"
        >
          {w.file.trace.from}
        </AppLink>
      )}
      {inputs.length === 0 ? null : (
        <section>
          <h4 className="text-sm text-n4">{words.inputs}</h4>
          <dl className="num mt-1 flex flex-wrap gap-x-6 gap-y-1">
            {inputs.map(([name, value]) => (
              <div key={name} className="flex gap-2">
                <dt className="text-n4">{isInput(name) ? words.input[name] : name}</dt>
                <dd>{name === "p" || name === "q" ? f.probability(value) : f.number(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

/** A column of evidence with the type that the file gives it; one that the query made has none. */
function typed(name: string, columns: readonly { readonly name: string; readonly type: string }[]): TableColumn {
  const known = columns.find((column) => column.name === name);
  return known === undefined ? { name } : { name, type: known.type };
}

function CopyButton({ text }: { readonly text: string }) {
  const { w } = useSpeech();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      tone="quiet"
      size="small"
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      {copied ? w.file.insight.copied : w.file.insight.copy}
    </Button>
  );
}
