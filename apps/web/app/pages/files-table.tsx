import type { FileResource } from "@caudal/contract/resources/file.ts";
import { failureLine } from "./file/failure-line.ts";
import { rerunOf } from "./file/rerun.ts";
import { wasCancelled } from "./file/was-cancelled.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { FileState } from "../ui/status.tsx";
import { useNow } from "../ui/use-now.ts";
import { FileActions, NextStep } from "./file/file-actions.tsx";

/** One line a file; on a phone the figures fold under the name. */
export function FilesTable({ files }: { readonly files: readonly FileResource[] }) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  return (
    <table className="w-full border-y border-n2 text-left">
      <thead className="text-sm text-n4 max-md:sr-only">
        <tr className="border-b border-n2">
          <th scope="col" className="py-2 pr-4 font-normal">
            {w.file.list.name}
          </th>
          <th scope="col" className="w-68 py-2 pr-4 font-normal">
            {w.file.list.status}
          </th>
          <th scope="col" className="w-24 py-2 pr-4 text-right font-normal">
            {w.file.list.rows}
          </th>
          <th scope="col" className="w-24 py-2 pr-4 text-right font-normal">
            {w.file.list.insights}
          </th>
          <th scope="col" className="w-24 py-2 pr-4 text-right font-normal">
            {w.file.list.size}
          </th>
          <th scope="col" className="w-32 py-2 pr-4 font-normal">
            {w.file.list.when}
          </th>
          <th scope="col" className="w-12 py-2">
            <span className="sr-only">{w.frame.menu}</span>
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-n2">
        {files.map((file) => (
          <tr key={file.id} className="align-middle hover:bg-n1 max-md:grid max-md:grid-cols-[1fr_auto] max-md:py-3">
            <td className="min-w-0 py-2.5 pr-4 max-md:py-0">
              <AppLink
                to={paths.file(file.id)}
                className="font-medium underline-offset-3 [overflow-wrap:anywhere] hover:underline touch:-mt-3 touch:block touch:pt-3 touch:pb-3"
              >
                {file.file_name}
              </AppLink>
              <Sharing file={file} />
              <SubLine file={file} />
              <p className="num text-sm text-n4 md:hidden">
                {[
                  ...(file.rows === null ? [] : [w.file.detail.rows(file.rows)]),
                  f.bytes(file.file_size),
                  f.ago(file.uploaded_at, now),
                ].join(" · ")}
              </p>
            </td>
            <td className="py-2.5 pr-4 max-md:order-3 max-md:col-span-2 max-md:pt-2 max-md:pb-0">
              <div className="flex items-center gap-3">
                <FileState file={file} />
                <NextStep file={file} />
              </div>
            </td>
            <td className="num py-2.5 pr-4 text-right max-md:hidden">
              {file.rows === null ? "–" : f.number(file.rows)}
            </td>
            <td className="num py-2.5 pr-4 text-right max-md:hidden">
              {file.status === "done" || file.insight_count > 0 ? f.number(file.insight_count) : "–"}
            </td>
            <td className="num py-2.5 pr-4 text-right whitespace-nowrap max-md:hidden">{f.bytes(file.file_size)}</td>
            <td className="py-2.5 pr-4 whitespace-nowrap text-n5 max-md:hidden">
              <time dateTime={file.uploaded_at} title={f.dateTime(file.uploaded_at)}>
                {f.ago(file.uploaded_at, now)}
              </time>
            </td>
            <td className="py-2.5 text-right max-md:order-2 max-md:py-0">
              <FileActions file={file} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whose it is, when it is another's; with how many one shares one's own. */
function Sharing({ file }: { readonly file: FileResource }) {
  const { w } = useSpeech();
  if (file.shared !== null) return <p className="text-sm text-n4">{w.share.by(file.shared.owner.name)}</p>;
  return file.share_count === 0 ? null : <p className="num text-sm text-n4">{w.share.count(file.share_count)}</p>;
}

/** What is being done, or what went wrong, without opening the file. */
function SubLine({ file }: { readonly file: FileResource }) {
  const { w } = useSpeech();
  if (file.status === "processing" && file.run !== null) return <p className="text-sm text-n4">{file.run.message}</p>;
  if (file.status === "error" && !wasCancelled(file))
    return <p className="measure text-sm text-bad">{failureLine(file, w)}</p>;
  if (rerunOf(file)?.state === "failed" && file.run?.error)
    return <p className="measure text-sm text-warn">{`${w.file.detail.again.failed}. ${file.run.error.detail}`}</p>;
  return null;
}
