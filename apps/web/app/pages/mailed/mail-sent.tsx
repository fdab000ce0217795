import type { MailSent } from "@caudal/contract/resources/mailed-link.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Notice } from "../../ui/notice.tsx";

/** That a mail went, and where: out, or into a folder of which somebody else has to tell. */
export function MailSentNotice({ sent, text }: { readonly sent: MailSent; readonly text: string }) {
  const { w } = useSpeech();
  return (
    <div className="space-y-4">
      <Notice tone="good" title={w.mailed.checkTitle}>
        {text} {sent.delivery === "smtp" ? w.mailed.late : null}
      </Notice>
      {sent.delivery === "folder" ? (
        <Notice tone="info" title={w.mailed.folderTitle}>
          {w.mailed.folder}
        </Notice>
      ) : null}
    </div>
  );
}
