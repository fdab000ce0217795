import { useInfiniteQuery, useQueries, useSuspenseQuery } from "@tanstack/react-query";
import type { FileResource } from "@caudal/contract/resources/file.ts";
import type { FileStatus } from "@caudal/contract/resources/file-status.ts";
import { filesQuery, insightsQuery, meQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { FileState } from "../ui/status.tsx";
import { useNow } from "../ui/use-now.ts";
import { Empty } from "../ui/empty.tsx";
import { mayUpload } from "../uploads/may-upload.ts";
import { DropZone } from "../uploads/drop-zone.tsx";
import { chooseInsights } from "./choose-insights.ts";
import { Sureness } from "./file/sureness.tsx";

export function HomePage() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const list = useInfiniteQuery(filesQuery({}));
  const files = list.data?.pages[0]?.items ?? [];
  const count = (status: FileStatus) => files.filter((file) => file.status === status).length;
  return (
    <>
      <PageHead
        title={w.file.hello(me.name.split(" ")[0] ?? me.name)}
        state={
          list.isPending ? (
            <Skeleton className="h-5 w-72" />
          ) : list.isError || me.viewing !== null ? undefined : (
            w.file.homeState({
              processing: count("processing"),
              waiting: count("uploaded"),
              failed: count("error"),
              done: count("done"),
              mayUpload: mayUpload(me),
            })
          )
        }
      />
      {mayUpload(me) ? (
        <DropZone maxBytes={me.limits.max_upload_bytes} />
      ) : list.isSuccess && files.length === 0 ? (
        <Empty {...(me.viewing === null ? w.file.readOnly : w.share.hiddenInView)} />
      ) : null}
      {list.isError ? (
        <div className="mt-8">
          <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />
        </div>
      ) : list.isSuccess && files.length === 0 ? null : (
        <div className="mt-10 grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-10 lg:grid-cols-[repeat(2,minmax(0,1fr))]">
          <Latest files={files.slice(0, 6)} loading={list.isPending} />
          <WorthReading files={files} loading={list.isPending} />
        </div>
      )}
    </>
  );
}

function Latest({ files, loading }: { readonly files: readonly FileResource[]; readonly loading: boolean }) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  return (
    <section>
      <header className="mb-2 flex items-baseline justify-between">
        <h2 className="text-md font-semibold">{w.file.latest}</h2>
        <AppLink to={paths.files()} className="text-accent underline-offset-3 hover:underline touch:-my-3 touch:py-3">
          {w.file.seeAll}
        </AppLink>
      </header>
      <ul className="divide-y divide-n2 border-y border-n2">
        {loading
          ? Array.from({ length: 4 }, (_, index) => (
              <li key={index} className="flex h-16 items-center">
                <Skeleton className="h-5 w-3/5" />
              </li>
            ))
          : files.map((file) => (
              <li key={file.id} className="relative flex min-h-16 items-center gap-4 py-2 hover:bg-n1">
                <div className="min-w-0 flex-1">
                  <AppLink
                    to={paths.file(file.id)}
                    className="block truncate font-medium after:absolute after:inset-0"
                    title={file.file_name}
                  >
                    {file.file_name}
                  </AppLink>
                  <p className="num truncate text-sm text-n4">
                    {file.status === "processing" && file.run !== null && file.run.message !== ""
                      ? file.run.message
                      : [
                          f.bytes(file.file_size),
                          ...(file.rows === null ? [] : [w.file.detail.rows(file.rows)]),
                          f.ago(file.uploaded_at, now),
                        ].join(" · ")}
                  </p>
                </div>
                <div className={`shrink-0 sm:w-36 ${file.status === "processing" ? "w-30" : ""}`}>
                  <FileState file={file} />
                </div>
              </li>
            ))}
      </ul>
    </section>
  );
}

/** Files whose findings compete for a place on this page. */
const mostFiles = 8;

/** The strongest insights of the last files that were read. */
function WorthReading({ files, loading }: { readonly files: readonly FileResource[]; readonly loading: boolean }) {
  const { w } = useSpeech();
  const read = files.filter((file) => file.insight_count > 0).slice(0, mostFiles);
  const answers = useQueries({ queries: read.map((file) => insightsQuery(file.id)) });
  const insights = chooseInsights(
    answers.flatMap((answer) => answer.data ?? []),
    5,
  );
  const nameOf = (id: string) => {
    const file = read.find((candidate) => candidate.id === id);
    return file === undefined ? "" : w.file.insight.from(file.file_name);
  };
  const waiting = loading || (insights.length === 0 && answers.some((answer) => answer.isPending));
  return (
    <section>
      <h2 className="mb-2 text-md font-semibold">{w.file.worthReading}</h2>
      <ul className="divide-y divide-n2 border-y border-n2">
        {waiting
          ? Array.from({ length: 4 }, (_, index) => (
              <li key={index} className="h-16 py-3">
                <Skeleton className="h-5 w-full" />
                <Skeleton className="mt-1.5 h-4 w-2/5" />
              </li>
            ))
          : insights.map((insight) => (
              <li key={insight.id} className="relative py-3 hover:bg-n1">
                <AppLink
                  to={`${paths.file(insight.file_id)}#${insight.id}`}
                  className="font-medium text-pretty after:absolute after:inset-0"
                >
                  {insight.title}
                </AppLink>
                <p className="mt-1 flex flex-wrap gap-x-2 text-sm text-n4">
                  <Sureness insight={insight} brief />
                  <span className="truncate">{nameOf(insight.file_id)}</span>
                </p>
              </li>
            ))}
        {!waiting && insights.length === 0 ? <li className="py-6 text-n4">{w.file.worthNone}</li> : null}
      </ul>
    </section>
  );
}
