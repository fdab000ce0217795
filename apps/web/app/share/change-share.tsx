import { useState } from "react";
import type { Share } from "@caudal/contract/resources/share.ts";
import { useChangeShare } from "../api/sharing.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { DownloadBox, endOf, UntilSelect } from "./terms.tsx";

const asItIs = "as it is";

/** Other terms for a share that there is: until when, and whether with the file's bytes. Whoever reads goes on reading. */
export function ChangeShare({ share, onDone }: { readonly share: Share; readonly onDone: () => void }) {
  const { w, f } = useSpeech();
  const change = useChangeShare(share.file_id);
  const [span, setSpan] = useState(asItIs);
  const [download, setDownload] = useState(share.may_download);
  const submit = (): void =>
    change.mutate(
      {
        id: share.id,
        may_download: download,
        ...(span === asItIs ? {} : { expires_at: endOf(span) }),
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
      <UntilSelect
        value={span}
        className="max-w-72"
        wordOf={(days) => w.share.fromToday(w.share.days(days))}
        onChange={setSpan}
      >
        <option value={asItIs}>
          {share.expires_at === null ? w.share.noEnd : w.share.asItIs(f.date(share.expires_at))}
        </option>
        {share.grantee.kind === "member" && share.expires_at !== null ? (
          <option value="">{w.share.noEnd}</option>
        ) : null}
      </UntilSelect>
      <DownloadBox checked={download} onChange={setDownload} />
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
