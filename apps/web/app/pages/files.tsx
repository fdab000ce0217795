import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search, Upload } from "lucide-react";
import { useEffect, useState } from "react";
import type { FileStatus } from "@caudal/contract/resources/file-status.ts";
import { filesQuery, meQuery } from "../api/queries.ts";
import { inputClass } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { NearLimit } from "../shell/near-limit.tsx";
import { mayUpload } from "../uploads/may-upload.ts";
import { DropZone } from "../uploads/drop-zone.tsx";
import { pickFiles } from "../uploads/file-picker.ts";
import { addFiles } from "../uploads/uploads.ts";
import { FilesTable } from "./files-table.tsx";

const statuses: readonly FileStatus[] = ["processing", "done", "error", "uploaded"];

export function FilesPage() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const filter = useSearch({ from: "/inside/files" });
  const navigate = useNavigate({ from: "/files" });
  const list = useInfiniteQuery(filesQuery(filter));
  const files = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = filter.status !== undefined || filter.q !== undefined || filter.whose !== undefined;
  const clear = () => void navigate({ search: { status: undefined, q: undefined, whose: undefined } });
  return (
    <>
      <PageHead
        title={w.file.list.title}
        state={
          list.isPending ? (
            <Skeleton className="h-5 w-28" />
          ) : list.isSuccess && me.viewing === null ? (
            w.file.list.count(files.length, list.hasNextPage)
          ) : (
            " "
          )
        }
        actions={
          mayUpload(me) ? (
            <Button tone="primary" onClick={() => void pickFiles(true).then(addFiles)}>
              <Upload size={16} aria-hidden />
              {w.file.drop.button}
            </Button>
          ) : undefined
        }
      />
      <NearLimit />
      {me.viewing === null ? (
        <div className="mb-4 flex flex-wrap items-center gap-3">
          <SearchBox
            value={filter.q ?? ""}
            onChange={(q) =>
              void navigate({ search: (before) => ({ ...before, q: q === "" ? undefined : q }), replace: true })
            }
          />
          <Segmented<"all" | "own" | "shared">
            label={w.share.whose}
            value={filter.whose ?? "all"}
            onChange={(whose) =>
              void navigate({ search: (before) => ({ ...before, whose: whose === "all" ? undefined : whose }) })
            }
            options={[
              { value: "all", text: w.share.all },
              { value: "own", text: w.share.own },
              { value: "shared", text: w.share.shared },
            ]}
          />
          <Segmented<FileStatus | "all">
            label={w.file.list.status}
            value={filter.status ?? "all"}
            onChange={(status) =>
              void navigate({ search: (before) => ({ ...before, status: status === "all" ? undefined : status }) })
            }
            options={[
              { value: "all", text: w.file.list.all },
              ...statuses.map((status) => ({ value: status, text: w.file.status[status] })),
            ]}
          />
        </div>
      ) : null}
      {list.isError ? <FailureNotice failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <TableSkeleton /> : null}
      {list.isSuccess && files.length === 0 ? (
        me.viewing !== null ? (
          <Empty {...w.share.hiddenInView} />
        ) : filter.whose === "shared" && filter.q === undefined && filter.status === undefined ? (
          <Empty {...w.share.noneShared} />
        ) : filtered ? (
          <Empty {...w.file.list.noMatch}>
            <Button onClick={clear}>{w.file.list.noMatch.action}</Button>
          </Empty>
        ) : !mayUpload(me) ? (
          <Empty {...w.file.readOnly} />
        ) : (
          <>
            <p className="mb-4 text-md">
              <span className="font-medium">{w.file.list.empty.title}.</span>{" "}
              <span className="text-n4">{w.file.list.empty.text}</span>
            </p>
            <DropZone maxBytes={me.limits.max_upload_bytes} />
          </>
        )
      ) : null}
      {files.length > 0 ? <FilesTable files={files} /> : null}
      {list.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? w.frame.loading : w.frame.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function SearchBox({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { w } = useSpeech();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <div className="relative w-full sm:w-72">
      <Search size={16} aria-hidden className="pointer-events-none absolute inset-y-0 left-3 my-auto text-n4" />
      <input
        type="search"
        aria-label={w.file.list.search}
        placeholder={w.file.list.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className={`${inputClass} !h-9 touch:!h-11 pl-9`}
      />
    </div>
  );
}

function TableSkeleton() {
  return (
    <div className="divide-y divide-n2 border-y border-n2">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="flex h-15 items-center gap-6">
          <Skeleton className="h-5 flex-1" />
          <Skeleton className="h-5 w-32" />
          <Skeleton className="hidden h-5 w-40 md:block" />
        </div>
      ))}
    </div>
  );
}
