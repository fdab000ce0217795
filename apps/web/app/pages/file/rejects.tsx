import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rejectsQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useFile } from "./use-file.ts";

const cell = "md:border-b md:border-n2 md:px-3 md:py-2";

export function RejectsSection() {
  const { w, f } = useSpeech();
  const { fileId, query } = useFile();
  const [limit, setLimit] = useState(100);
  const answer = useQuery(rejectsQuery(fileId, limit));
  if (answer.isError) return <FailureNotice failure={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined || query.data === undefined) return <Skeleton className="h-64 w-full" />;
  const { rejects, total } = answer.data;
  if (total === 0)
    return query.data.rows === null ? (
      <p className="text-n4">{w.file.detail.notYet}</p>
    ) : (
      <Empty {...w.file.rejects.none} />
    );
  const words = w.file.rejects;
  return (
    <>
      <p className="measure mb-4 text-n5">{words.intro(total)}</p>
      <div
        role="region"
        aria-label={w.file.detail.sections.rejects}
        tabIndex={0}
        className="max-h-[68dvh] overflow-auto rounded border border-n2 bg-surface max-md:max-h-none"
      >
        <table className="w-full border-separate border-spacing-0 text-left md:min-w-2xl">
          <thead className="text-sm max-md:sr-only">
            <tr>
              {[words.line, words.column, words.reason, words.text].map((title, index) => (
                <th
                  key={title}
                  scope="col"
                  className={`sticky top-0 border-b border-n2 bg-n1 px-3 py-1.5 font-medium ${index === 0 ? "text-right" : ""}`}
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rejects.map((reject, index) => (
              <tr
                key={index}
                className="align-top hover:bg-n1 max-md:grid max-md:grid-cols-[auto_1fr] max-md:gap-x-3 max-md:gap-y-1 max-md:border-b max-md:border-n2 max-md:p-3"
              >
                <td className={`num text-right ${cell}`}>
                  <span className="text-n4 md:hidden">{words.line} </span>
                  {f.number(reject.line)}
                </td>
                <td className={`font-medium ${cell}`}>{reject.column ?? "–"}</td>
                <td className={`max-md:col-span-2 ${cell}`}>{reject.message}</td>
                <td className={`max-md:col-span-2 ${cell}`}>
                  <code className="block max-w-xl font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
                    {reject.text}
                  </code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rejects.length < total ? (
        <p className="mt-3 flex items-center gap-3 text-n4">
          {words.more(rejects.length, total)}
          {limit < 1000 ? (
            <Button size="small" disabled={answer.isFetching} onClick={() => setLimit(1000)}>
              {w.frame.more}
            </Button>
          ) : null}
        </p>
      ) : null}
    </>
  );
}
