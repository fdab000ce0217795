import { useId, useState } from "react";
import type { Share } from "@caudal/contract/resources/share.ts";
import { useChangeShare } from "../api/sharing.ts";
import { inputClass } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { day, shareSpans } from "./spans.ts";

/** Other terms for a share that there is: until when, and whether with the file's bytes. Whoever reads goes on reading. */
export function ChangeShare({ share, onDone }: { readonly share: Share; readonly onDone: () => void }) {
  const { w, f } = useSpeech();
  const id = useId();
  const change = useChangeShare(share.file_id);
  const [span, setSpan] = useState("as it is");
  const [download, setDownload] = useState(share.may_download);
  const submit = (): void =>
    change.mutate(
      {
        id: share.id,
        may_download: download,
        ...(span === "as it is"
          ? {}
          : { expires_at: span === "" ? null : new Date(Date.now() + Number(span) * day).toISOString() }),
      },
      { onSuccess: onDone },
    );
  return (
    <form
      className="w-full space-y-3 border-l-2 border-n2 pl-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="max-w-72">
        <label htmlFor={`${id}-until`} className="mb-1.5 block font-medium">
          {w.share.until}
        </label>
        <select
          id={`${id}-until`}
          value={span}
          onChange={(event) => setSpan(event.target.value)}
          className={inputClass}
        >
          <option value="as it is">
            {share.expires_at === null ? w.share.noEnd : w.share.asItIs(f.date(share.expires_at))}
          </option>
          {share.grantee.kind === "member" && share.expires_at !== null ? (
            <option value="">{w.share.noEnd}</option>
          ) : null}
          {shareSpans.map((days) => (
            <option key={days} value={days}>
              {w.share.fromToday(w.share.days(days))}
            </option>
          ))}
        </select>
      </div>
      <label className="flex min-h-6 touch:min-h-11 items-center gap-2.5">
        <input
          type="checkbox"
          checked={download}
          onChange={(event) => setDownload(event.target.checked)}
          className="size-4 accent-accent"
        />
        {w.share.download}
      </label>
      {change.isError ? <FailureNotice failure={change.error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" size="small" tone="primary" disabled={change.isPending}>
          {change.isPending ? w.people.saving : w.people.save}
        </Button>
        <Button size="small" onClick={onDone}>
          {w.frame.cancel}
        </Button>
      </div>
    </form>
  );
}
