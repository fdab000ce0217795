import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import type { LinkedFile } from "@caudal/contract/resources/share.ts";
import { linkInsightsQuery, linkQuery, linkRowsQuery } from "../api/sharing.ts";
import { rowsPerPage } from "../api/queries.ts";
import type { Words } from "../i18n/es/words.ts";
import { useSpeech } from "../i18n/speech.ts";
import { foldSimilar } from "../pages/file/insight-order.ts";
import { InsightArticle } from "../pages/file/insight-article.tsx";
import { Logo } from "../shell/logo.tsx";
import { RowGrid } from "../table/row-grid.tsx";
import { RowPager } from "../table/row-pager.tsx";
import { buttonClass } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

type Part = "insights" | "rows";

/** What a link opens, for somebody who need not be anybody here. */
export function LinkPage() {
  const { w, f } = useSpeech();
  const { token } = useParams({ from: "/s/$token" });
  const opened = useQuery({ ...linkQuery(token), retry: false });
  const [part, setPart] = useState<Part>("insights");
  useEffect(() => {
    const robots = document.createElement("meta");
    robots.name = "robots";
    robots.content = "noindex";
    document.head.append(robots);
    return () => robots.remove();
  }, []);
  const file = opened.data;
  return (
    <main className="mx-auto w-full max-w-[80rem] px-4 py-6 sm:px-8">
      <p className="mb-8 flex items-center gap-2.5 font-semibold tracking-tight">
        <Logo />
        {w.frame.name}
      </p>
      {opened.isError ? (
        <>
          <h1 className="sr-only">{w.share.link}</h1>
          <FailureNotice failure={opened.error} />
        </>
      ) : file === undefined ? (
        <>
          <h1 className="sr-only">{w.frame.loading}</h1>
          <Skeleton className="h-9 w-80 max-w-full" />
          <Skeleton className="mt-2 h-5 w-96 max-w-full" />
        </>
      ) : (
        <>
          <PageHead
            title={file.file_name}
            state={<Facts file={file} />}
            actions={
              file.may_download ? (
                <a
                  href={`/api/links/${encodeURIComponent(token)}/content`}
                  download={file.file_name}
                  className={buttonClass("primary")}
                >
                  <Download size={16} aria-hidden />
                  {w.share.page.download}
                </a>
              ) : undefined
            }
          />
          <Segmented<Part>
            label={file.file_name}
            value={part}
            onChange={setPart}
            options={[
              { value: "insights", text: w.share.page.insights },
              { value: "rows", text: w.share.page.rows },
            ]}
          />
          {part === "insights" ? <Insights token={token} file={file} /> : <Rows token={token} file={file} />}
          {file.expires_at === null ? null : (
            <p className="mt-8 border-t border-n2 pt-4 text-sm text-n4">
              {w.share.page.until(f.dateTime(file.expires_at))}
            </p>
          )}
        </>
      )}
    </main>
  );
}

function Facts({ file }: { readonly file: LinkedFile }) {
  const { w, f } = useSpeech();
  const facts = [
    w.share.page.by(file.shared_by),
    ...(file.rows === null ? [] : [w.file.detail.rows(file.rows)]),
    ...(file.columns === null ? [] : [w.file.detail.columns(file.columns.length)]),
    f.bytes(file.file_size),
  ];
  return <p className="num">{facts.join(" · ")}</p>;
}

function Insights({ token, file }: { readonly token: string; readonly file: LinkedFile }) {
  const { w } = useSpeech();
  const answer = useQuery(linkInsightsQuery(token));
  if (answer.isError) return <Failed failure={answer.error} />;
  if (answer.data === undefined) return <Skeleton className="mt-6 h-70 w-full" />;
  if (answer.data.length === 0) return <p className="mt-6 text-n4">{nothingFound(file, w)}</p>;
  return (
    <div className="divide-y divide-n2">
      {foldSimilar(answer.data).map((fold) => (
        <InsightArticle key={fold.lead.id} insight={fold.lead} similar={fold.similar} columns={file.columns ?? []} />
      ))}
    </div>
  );
}

/** Why there is nothing: not read yet, not readable, or read to its end. */
function nothingFound({ status, rows }: LinkedFile, { share }: Words): string {
  if (status === "done") return rows === 0 ? share.page.noRows : share.page.noneFound;
  return status === "error" ? share.page.unread : share.page.none;
}

/** Why there are no rows: not read yet, not readable, or there are none in it. */
function noRows({ status }: LinkedFile, { share, file }: Words): string {
  if (status === "done") return share.page.noRows;
  return status === "error" ? share.page.unreadRows : file.detail.notYet;
}

function Rows({ token, file }: { readonly token: string; readonly file: LinkedFile }) {
  const { w, f } = useSpeech();
  const [row, setRow] = useState(1);
  const [sort, setSort] = useState<string | undefined>();
  const total = file.rows ?? 0;
  const page = Math.floor((row - 1) / rowsPerPage);
  const answer = useQuery({
    ...linkRowsQuery(token, page, sort),
    placeholderData: keepPreviousData,
    enabled: total > 0,
  });
  if (total === 0) return <p className="mt-6 text-n4">{noRows(file, w)}</p>;
  if (answer.isError) return <Failed failure={answer.error} />;
  if (answer.data === undefined) return <Skeleton className="mt-6 h-[60dvh] w-full" />;
  const goTo = (to: number): void => setRow(Math.max(1, Math.min(to, total)));
  return (
    <div className="mt-4">
      <RowPager
        page={page}
        pages={Math.ceil(total / rowsPerPage)}
        total={total}
        perPage={rowsPerPage}
        onRow={goTo}
        onJump={(to) => {
          setSort(undefined);
          goTo(to);
        }}
      />
      <RowGrid
        label={w.file.rows.caption(file.file_name)}
        page={answer.data}
        loading={answer.isPlaceholderData}
        target={row === 1 ? null : row - 1}
        sort={sort}
        onSort={(by) => {
          setSort(by);
          setRow(1);
        }}
        onTurn={(to) => goTo(to + 1)}
        total={total}
        f={f}
      />
    </div>
  );
}

function Failed({ failure }: { readonly failure: unknown }) {
  return (
    <div className="mt-6">
      <FailureNotice failure={failure} />
    </div>
  );
}
