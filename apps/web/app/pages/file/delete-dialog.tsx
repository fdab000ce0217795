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
  const { w } = useSpeech();
  const remove = useDeleteFile();
  const words = w.file.remove;
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
          <Button
            tone="danger"
            disabled={remove.isPending}
            onClick={() =>
              // The live event may take this dialog away before the answer is there; a promise is kept all the same, and a failure is shown above.
              void remove.mutateAsync(file).then(
                () => {
                  onClose();
                  onDeleted();
                },
                () => undefined,
              )
            }
          >
            {remove.isPending ? words.doing : words.confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
