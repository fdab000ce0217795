import type { FileResource } from "@caudal/contract/resources/file.ts";
import { useDeleteFile } from "../../api/mutations.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { FailureNotice } from "../../ui/notice.tsx";

/** Says what goes before it goes. */
export function DeleteDialog({
  file,
  open,
  onClose,
  onDeleted,
}: {
  readonly file: FileResource;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}) {
  const { w, f } = useSpeech();
  const remove = useDeleteFile();
  const words = w.file.remove;
  const gone = remove.data;
  const leave = (): void => {
    onClose();
    onDeleted();
  };
  if (gone !== undefined)
    return (
      <Modal open={open} onClose={leave} label={words.title(file.file_name)} className="w-[28rem] text-left">
        <div className="p-5">
          <p role="status">{w.share.gone(gone.objects, f.bytes(gone.bytes), gone.rows.insights)}</p>
          <div className="mt-6 flex justify-end">
            <Button autoFocus onClick={leave}>
              {w.frame.close}
            </Button>
          </div>
        </div>
      </Modal>
    );
  return (
    <Modal open={open} onClose={onClose} label={words.title(file.file_name)} className="w-[28rem] text-left">
      <div className="p-5">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{words.title(file.file_name)}</h2>
        <p className="mt-2 text-n5">{words.text(file.insight_count)}</p>
        {file.status === "processing" ? <p className="mt-2 font-medium">{words.running}</p> : null}
        {remove.isError ? (
          <div className="mt-4">
            <FailureNotice failure={remove.error} />
          </div>
        ) : null}
        <div className="mt-6 flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {w.frame.cancel}
          </Button>
          <Button tone="danger" disabled={remove.isPending} onClick={() => remove.mutate(file)}>
            {remove.isPending ? words.doing : words.confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
