import type { UseMutationResult } from "@tanstack/react-query";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "./button.tsx";
import { Modal } from "./modal.tsx";
import { FailureNotice } from "./notice.tsx";

/** Says what will happen before it does, and what went wrong when it did not. */
export function ConfirmDialog<V>({
  title,
  text,
  confirm,
  tone = "danger",
  change,
  value,
  onClose,
  onDone,
}: {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly tone?: "danger" | "primary";
  readonly change: UseMutationResult<unknown, Error, V>;
  readonly value: V;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}) {
  const { w } = useSpeech();
  return (
    <Modal open onClose={onClose} label={title} className="w-[28rem] text-left">
      <div className="p-5">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{title}</h2>
        <p className="mt-2 text-n5 [overflow-wrap:anywhere]">{text}</p>
        {change.isError ? (
          <div className="mt-4">
            <FailureNotice failure={change.error} />
          </div>
        ) : null}
        <div className="mt-6 flex flex-wrap-reverse justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {w.frame.cancel}
          </Button>
          <Button
            tone={tone}
            disabled={change.isPending}
            onClick={() =>
              change.mutate(value, {
                onSuccess: () => {
                  onClose();
                  onDone?.();
                },
              })
            }
          >
            {confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
