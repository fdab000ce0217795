import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { FileDetail } from "@caudal/contract/resources/file.ts";
import { problemCode } from "../../api/failure.ts";
import { fileQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { fileSections, paths } from "../../paths.ts";
import type { FileSection } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { FailureNotice, Notice } from "../../ui/notice.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useNow } from "../../ui/use-now.ts";
import { NotFound } from "../failures.tsx";
import { FileActions, NextStep } from "./file-actions.tsx";
import { rerunOf } from "./rerun.ts";
import type { Rerun } from "./rerun.ts";
import { ShareButton } from "../../share/share-button.tsx";
import { SharedLine } from "../../share/shared-line.tsx";
import { RunStrip } from "./run-strip.tsx";
import { useFile } from "./use-file.ts";
import { wasCancelled } from "./was-cancelled.ts";

export function FilePage() {
  const { w } = useSpeech();
  const { fileId, query } = useFile();
  if (problemCode(query.error) === "not_found") return <NotFound />;
  const file = query.data;
  return (
    <>
      <PageHead
        above={
          <AppLink
            to={paths.files()}
            className="mb-2 inline-flex items-center gap-1.5 text-n4 hover:text-ink touch:mb-0 touch:h-11 touch:pr-4"
          >
            <ArrowLeft size={15} aria-hidden />
            {w.frame.files}
          </AppLink>
        }
        title={
          file?.file_name ?? (
            <>
              <span className="sr-only">{w.frame.loading}</span>
              <Skeleton className="h-9 w-80 max-w-full" />
            </>
          )
        }
        state={file === undefined ? <Skeleton className="h-5 w-96 max-w-full" /> : <StateLine file={file} />}
        actions={
          file === undefined ? undefined : (
            <>
              <NextStep file={file} size="normal" tone="primary" />
              {file.shared === null ? <ShareButton file={file} /> : null}
              <FileActions file={file} leave />
            </>
          )
        }
      />
      {query.isError ? (
        <div className="mb-6">
          <FailureNotice failure={query.error} onRetry={() => void query.refetch()} />
        </div>
      ) : null}
      {file === undefined || file.shared === null ? null : <SharedLine file={file} shared={file.shared} />}
      {file === undefined ? null : <Condition file={file} />}
      <Sections fileId={fileId} file={file} />
      {file === undefined && query.isError ? null : <Outlet />}
    </>
  );
}

/** Rows, columns, what was rejected, size, how it was read and when, in one line. */
function StateLine({ file }: { readonly file: FileDetail }) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const { detail, reading } = w.file;
  const parts = [
    ...(file.rows === null ? [] : [detail.rows(file.rows)]),
    ...(file.columns === null ? [] : [detail.columns(file.columns.length)]),
    ...(file.rejected === null ? [] : [detail.rejected(file.rejected)]),
    f.bytes(file.file_size),
    ...(file.reading === null
      ? []
      : [
          reading.formats[file.reading.format],
          ...(file.reading.sheet === null ? [] : [detail.sheet(file.reading.sheet)]),
        ]),
    file.processed_at === null
      ? detail.uploaded(f.ago(file.uploaded_at, now))
      : detail.processed(f.ago(file.processed_at, now)),
  ];
  return (
    <p className="num" title={f.dateTime(file.processed_at ?? file.uploaded_at)}>
      {parts.map((part, index) => (
        <span key={part}>
          {index === 0 ? "" : " · "}
          <span className="inline-block">{part}</span>
        </span>
      ))}
    </p>
  );
}

/** What stands in the way or is under way; nothing when the file is simply read. */
function Condition({ file }: { readonly file: FileDetail }) {
  const { w } = useSpeech();
  const rerun = rerunOf(file);
  if (file.status === "processing" && file.run !== null)
    return <RunStrip run={file.run} name={file.file_name} shown={rerun?.since ?? null} />;
  if (rerun !== null) return <Standing rerun={rerun} file={file} />;
  const partial = file.insight_count > 0 ? ` ${w.file.detail.partial}` : "";
  if (wasCancelled(file))
    return (
      <div className="mb-6">
        <Notice tone="info" title={w.file.detail.cancelled.title}>
          {w.file.detail.cancelled.text}
          {partial}
        </Notice>
      </div>
    );
  if (file.status === "uploaded")
    return (
      <div className="mb-6">
        <Notice tone="info" title={w.file.detail.waiting.title}>
          {w.file.detail.waiting.text}
        </Notice>
      </div>
    );
  if (file.status === "error")
    return (
      <div className="mb-6">
        <Notice tone="bad" title={file.error?.title ?? w.file.detail.failed}>
          {file.error === null ? file.error_message : `${file.error.detail} ${file.error.action}`}
          {partial}
        </Notice>
      </div>
    );
  return file.duplicate_of === null ? null : <Duplicate first={file.duplicate_of} />;
}

function Duplicate({ first }: { readonly first: string }) {
  const { w } = useSpeech();
  const name = useQuery(fileQuery(first)).data?.file_name;
  return (
    <p className="-mt-3 mb-6 text-n4">
      {w.file.detail.duplicate}{" "}
      <AppLink to={paths.file(first)} className="text-accent underline underline-offset-3 [overflow-wrap:anywhere]">
        {name ?? w.file.detail.duplicateUnnamed}
      </AppLink>
    </p>
  );
}

/** A newer run came to nothing, and what an earlier one found stands. */
function Standing({ rerun, file }: { readonly rerun: Rerun; readonly file: FileDetail }) {
  const { w, f } = useSpeech();
  const words = w.file.detail.again;
  const since = f.dateTime(rerun.since);
  if (rerun.state !== "failed") return <p className="-mt-3 mb-6 text-n4">{words.cancelled(since)}</p>;
  const error = file.run?.error ?? null;
  return (
    <div className="mb-6">
      <Notice tone="warn" title={words.failed}>
        {error === null ? null : (
          <p>
            {error.detail} {error.action}
          </p>
        )}
        <p>{words.stands(since)}</p>
      </Notice>
    </div>
  );
}

function Sections({ fileId, file }: { readonly fileId: string; readonly file: FileDetail | undefined }) {
  const { w, f } = useSpeech();
  const pathname = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") });
  const counts: Partial<Record<FileSection, number | null>> = {
    insights: file?.insight_count ?? null,
    rejects: file?.rejected ?? null,
    columns: file?.columns?.length ?? null,
  };
  return (
    <nav aria-label={w.file.detail.sectionsLabel} className="mb-6 border-b border-n2">
      <ul className="-mb-px flex gap-6 overflow-x-auto [scrollbar-width:none]">
        {fileSections.map((section) => {
          // Runs are their owner's.
          if (section === "run" && file?.shared) return null;
          const here = pathname === paths.file(fileId, section);
          const count = counts[section];
          return (
            <li key={section} className="shrink-0">
              <AppLink
                to={paths.file(fileId, section)}
                aria-current={here ? "page" : undefined}
                ref={here ? (element) => element?.scrollIntoView({ block: "nearest", inline: "nearest" }) : undefined}
                className={`flex h-10 touch:h-11 items-center gap-1.5 border-b-2 -outline-offset-2 transition-colors ${here ? "border-accent font-medium text-ink" : "border-transparent text-n4 hover:text-ink"}`}
              >
                {w.file.detail.sections[section]}
                {count === null || count === undefined || count === 0 ? null : (
                  <span className="num text-sm font-normal text-n4">{f.number(count)}</span>
                )}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
