import { useState } from "react";
import type { FileDetail } from "@caudal/contract/resources/file.ts";
import { useShareFile } from "../api/sharing.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { NewLink } from "./new-link.tsx";
import { ShareForm } from "./share-form.tsx";
import { ShareList } from "./share-list.tsx";
import { endOf } from "./terms.tsx";

type Kind = "member" | "link";

/** To whom the file is open, and to whom else. */
export function ShareDialog({
  file,
  open,
  onClose,
}: {
  readonly file: FileDetail;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { w } = useSpeech();
  const [kind, setKind] = useState<Kind>("member");
  const share = useShareFile(file.id);
  const close = (): void => {
    share.reset();
    onClose();
  };
  const url = share.data?.url ?? null;
  return (
    <Modal open={open} onClose={close} label={w.share.title(file.file_name)} className="w-[34rem] text-left">
      <div className="max-h-[85dvh] overflow-y-auto p-5">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{w.share.title(file.file_name)}</h2>
        <p className="mt-1 mb-5 text-n4">{w.share.intro}</p>
        <Segmented<Kind>
          label={w.share.share}
          value={kind}
          onChange={(to) => {
            share.reset();
            setKind(to);
          }}
          options={[
            { value: "member", text: w.share.withMember },
            { value: "link", text: w.share.withLink },
          ]}
        />
        <ShareForm key={kind} kind={kind} pending={share.isPending} onShare={(body) => share.mutate(body)} />
        {share.isError ? (
          <div className="mt-4">
            <FailureNotice failure={share.error} />
          </div>
        ) : null}
        {url === null ? null : <NewLink url={url} />}
        <ShareList
          fileId={file.id}
          again={{
            pending: share.isPending,
            make: ({ may_download }) => {
              setKind("link");
              share.mutate({ grantee: { kind: "link" }, may_download, expires_at: endOf("30") });
            },
          }}
        />
        <div className="mt-6 flex justify-end">
          <Button onClick={close}>{w.frame.close}</Button>
        </div>
      </div>
    </Modal>
  );
}
