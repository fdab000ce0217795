import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Insight, InsightType } from "@caudal/contract/resources/insight.ts";
import type { ColumnProfile } from "@caudal/contract/resources/reading.ts";
import { insightsQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { rerunOf } from "./rerun.ts";
import { InsightArticle } from "./insight-article.tsx";
import { foldSimilar, keepPlaces } from "./insight-order.ts";
import { useFile } from "./use-file.ts";

export function InsightsSection() {
  const { w } = useSpeech();
  const { fileId, query } = useFile();
  const answer = useQuery(insightsQuery(fileId));
  if (answer.isError) return <FailureNotice failure={answer.error} onRetry={() => void answer.refetch()} />;
  const file = query.data;
  if (answer.data === undefined || file === undefined) return <InsightsSkeleton />;
  if (answer.data.length > 0)
    return (
      <Ranked
        key={fileId}
        insights={answer.data}
        columns={file.columns ?? []}
        computing={file.status === "processing" && rerunOf(file) === null}
      />
    );
  if (file.status === "processing")
    return (
      <>
        <p className="mb-2 text-n4">{w.file.insight.firstSoon}</p>
        <InsightsSkeleton />
      </>
    );
  if (file.status === "done") return <Empty {...w.file.insight.none} />;
  return <p className="text-n4">{w.file.detail.notYet}</p>;
}

/** Nothing that a person is reading moves: what arrives later is put after it, until the person asks for the ranking. */
function Ranked({
  insights,
  columns,
  computing,
}: {
  readonly insights: readonly Insight[];
  readonly columns: readonly ColumnProfile[];
  readonly computing: boolean;
}) {
  const { w, f } = useSpeech();
  const search = useSearch({ from: "/inside/files/$fileId/" });
  const navigate = useNavigate({ from: "/files/$fileId" });
  const [shown, setShown] = useState<readonly string[]>(() => insights.map((insight) => insight.id));
  const [replaced, setReplaced] = useState(false);
  const { order, fresh } = keepPlaces(shown, insights);
  // Another run's insights share none with those shown: the file was read again.
  const other = shown.length > 0 && !insights.some((insight) => shown.includes(insight.id));
  if (other) setReplaced(true);
  if (other || (order.length !== shown.length && fresh === 0)) setShown(order.map((insight) => insight.id));

  // An address that names one insight leads to it, once it is there.
  useEffect(() => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    named?.scrollIntoView();
  }, []);

  const present = [...new Set(insights.map((insight) => insight.type))];
  const chosen = present.find((type) => type === search.type);
  const visible = chosen === undefined ? order : order.filter((insight) => insight.type === chosen);
  return (
    <>
      {present.length > 1 ? (
        <Segmented<InsightType | "all">
          label={w.file.insight.filter}
          value={chosen ?? "all"}
          onChange={(type) => void navigate({ search: { type: type === "all" ? undefined : type }, replace: true })}
          options={[
            { value: "all", text: <Tally text={w.file.insight.all} count={f.number(insights.length)} /> },
            ...present.map((type) => ({
              value: type,
              text: (
                <Tally
                  text={w.file.insight.types[type]}
                  count={f.number(insights.filter((insight) => insight.type === type).length)}
                />
              ),
            })),
          ]}
        />
      ) : null}
      <div role="status" className="min-h-5">
        {fresh > 0 ? (
          <p className="mt-4 flex flex-wrap items-center gap-3 text-n5">
            {w.file.insight.fresh(fresh)}
            <Button size="small" onClick={() => setShown(insights.map((insight) => insight.id))}>
              {w.file.insight.rank}
            </Button>
          </p>
        ) : replaced ? (
          <p className="mt-4 text-n5">{w.file.insight.replaced}</p>
        ) : null}
      </div>
      <div className="divide-y divide-n2">
        {foldSimilar(visible).map((fold) => (
          <InsightArticle key={fold.lead.id} insight={fold.lead} similar={fold.similar} columns={columns} />
        ))}
      </div>
      {computing ? <p className="border-t border-n2 py-6 text-n4">{w.file.insight.computing}</p> : null}
    </>
  );
}

function Tally({ text, count }: { readonly text: string; readonly count: string }) {
  return (
    <>
      {text}
      <span className="num font-normal text-n4">{count}</span>
    </>
  );
}

function InsightsSkeleton() {
  return (
    <div className="divide-y divide-n2">
      {[0, 1].map((index) => (
        <div key={index} className="grid gap-x-12 gap-y-6 py-8 lg:grid-cols-[5fr_6fr]">
          <div>
            <Skeleton className="h-4 w-20" />
            <Skeleton className="mt-3 h-7 w-full" />
            <Skeleton className="mt-1.5 h-7 w-2/3" />
            <Skeleton className="mt-4 h-5 w-full" />
            <Skeleton className="mt-1.5 h-5 w-4/5" />
            <Skeleton className="mt-5 h-5 w-3/5" />
          </div>
          <Skeleton className="h-70 w-full" />
        </div>
      ))}
    </div>
  );
}
