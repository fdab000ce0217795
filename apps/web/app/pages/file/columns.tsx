import type { ColumnProfile } from "@caudal/contract/resources/reading.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { writeCell } from "../../table/write-cell.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { typeWord } from "./type-word.ts";
import { useFile } from "./use-file.ts";

export function ColumnsSection() {
  const { w } = useSpeech();
  const { query } = useFile();
  const file = query.data;
  if (file === undefined) return <Skeleton className="h-96 w-full" />;
  if (file.columns === null) return <p className="text-n4">{w.file.detail.notYet}</p>;
  return (
    <div className="-mt-6 divide-y divide-n2 border-b border-n2">
      {file.columns.map((column) => (
        <Column key={column.name} column={column} rows={file.rows ?? 0} />
      ))}
    </div>
  );
}

function Column({ column, rows }: { readonly column: ColumnProfile; readonly rows: number }) {
  const { w, f } = useSpeech();
  const words = w.file.columns;
  const write = (value: string) => writeCell(value, column.type, f, column.name);
  const facts: readonly (readonly [string, string])[] = [
    [
      words.missing,
      column.missing === 0
        ? words.none
        : `${f.number(column.missing)} (${f.percent(rows === 0 ? 0 : column.missing / rows)})`,
    ],
    [words.distinct, column.distinct_exact ? f.number(column.distinct) : words.about(f.number(column.distinct))],
    ...(column.min === null || column.max === null
      ? []
      : [
          [
            words.range,
            column.min === column.max ? write(column.min) : `${write(column.min)} – ${write(column.max)}`,
          ] as const,
        ]),
    ...(column.mean === null ? [] : [[words.mean, f.measure(column.mean)] as const]),
  ];
  return (
    <section className="grid gap-x-10 gap-y-3 py-5 md:grid-cols-[14rem_1fr_1fr]">
      <div className="min-w-0">
        <h2 className="font-semibold [overflow-wrap:anywhere]">{column.name}</h2>
        <p className="text-n4" title={column.type}>
          {typeWord(column.type, w)}
        </p>
        {column.source_name === column.name ? null : (
          <p className="text-sm text-n4">{words.renamed(column.source_name)}</p>
        )}
      </div>
      <div>
        <dl className="num space-y-0.5">
          {facts.map(([name, value]) => (
            <div key={name} className="flex gap-3">
              <dt className="w-36 shrink-0 text-n4">{name}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
        <Missing share={rows === 0 ? 0 : column.missing / rows} />
      </div>
      <TopValues column={column} rows={rows} />
    </section>
  );
}

function Missing({ share }: { readonly share: number }) {
  if (share === 0) return null;
  return (
    <div aria-hidden className="mt-2 h-1.5 max-w-72 overflow-hidden rounded-full bg-n2">
      <div className="h-full bg-warn" style={{ width: `${Math.max(1, share * 100)}%` }} />
    </div>
  );
}

/** The most frequent values as bars of their share of all rows; all begin at zero. */
function TopValues({ column, rows }: { readonly column: ColumnProfile; readonly rows: number }) {
  const { w, f } = useSpeech();
  const top = column.top.slice(0, 5);
  const most = top[0]?.count ?? 0;
  if (most <= 1) return <p className="text-n4">{w.file.columns.unique}</p>;
  return (
    <div>
      <p className="sr-only">{w.file.columns.top}</p>
      <ol className="space-y-1">
        {top.map((entry) => (
          <li key={entry.value} className="num grid grid-cols-[1fr_auto] gap-3">
            <span className="relative min-w-0 rounded-sm">
              <span
                aria-hidden
                className="absolute inset-y-0 left-0 rounded-sm bg-accent-soft"
                style={{ width: `${(entry.count / most) * 100}%` }}
              />
              <span className="relative block truncate px-1.5" title={entry.value}>
                {entry.value === "" ? w.file.rows.empty : writeCell(entry.value, column.type, f, column.name)}
              </span>
            </span>
            <span className="w-28 text-right text-n4">
              {f.number(entry.count)} · {f.percent(rows === 0 ? 0 : entry.count / rows)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
