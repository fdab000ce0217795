import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { FileDetail } from "@caudal/contract/resources/file.ts";
import { rowsPerPage, rowsQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { RowGrid } from "../../table/row-grid.tsx";
import { RowPager } from "../../table/row-pager.tsx";
import { Empty } from "../../ui/empty.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useFile } from "./use-file.ts";

export function RowsSection() {
  const { w } = useSpeech();
  const { query } = useFile();
  const file = query.data;
  if (file === undefined) return <GridSkeleton />;
  if (file.rows === null) return <p className="text-n4">{w.file.detail.notYet}</p>;
  if (file.rows === 0) return <Empty title={w.file.rows.none} text="" />;
  return <Rows file={file} total={file.rows} />;
}

function Rows({ file, total }: { readonly file: FileDetail; readonly total: number }) {
  const { w, f } = useSpeech();
  const client = useQueryClient();
  const search = useSearch({ from: "/inside/files/$fileId/rows" });
  const navigate = useNavigate({ from: "/files/$fileId/rows" });
  const row = Math.min(search.row ?? 1, total);
  const page = Math.floor((row - 1) / rowsPerPage);
  const pages = Math.ceil(total / rowsPerPage);
  const answer = useQuery({ ...rowsQuery(file.id, page, search.sort), placeholderData: keepPreviousData });
  const goTo = (to: number) =>
    void navigate({
      search: (before) => ({ ...before, row: to <= 1 ? undefined : Math.min(to, total) }),
      replace: true,
    });
  // A number names a row of the file, so one looks for it in the file's own order.
  const jumpTo = (to: number) => void navigate({ search: { row: to, sort: undefined }, replace: true });

  useEffect(() => {
    if (answer.isSuccess && page + 1 < pages) void client.prefetchQuery(rowsQuery(file.id, page + 1, search.sort));
  }, [answer.isSuccess, client, file.id, page, pages, search.sort]);

  if (answer.isError) return <FailureNotice failure={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <GridSkeleton />;
  return (
    <>
      <RowPager page={page} pages={pages} total={total} perPage={rowsPerPage} onRow={goTo} onJump={jumpTo} />
      <RowGrid
        label={w.file.rows.caption(file.file_name)}
        page={answer.data}
        loading={answer.isPlaceholderData}
        target={search.row === undefined ? null : row - 1}
        sort={search.sort}
        onSort={(sort) => void navigate({ search: { sort, row: undefined }, replace: true })}
        onTurn={(to) => goTo(to + 1)}
        total={total}
        f={f}
      />
      <p className="mt-2 hidden text-sm text-n4 sm:block">{w.file.rows.keys}</p>
    </>
  );
}

function GridSkeleton() {
  return (
    <>
      <Skeleton className="mb-3 h-9 w-full max-w-xl" />
      <Skeleton className="h-[60dvh] w-full" />
    </>
  );
}
