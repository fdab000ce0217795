import type { ReactNode } from "react";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button, type ButtonTone } from "../../../ui/button.tsx";
import { Modal } from "../../../ui/modal.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";

/** A question with its fields, what went wrong, and one thing to do. `onSubmit`: the one thing; without it only `onClose`. */
export function Dialog({
  open,
  title,
  text,
  failure,
  confirm,
  tone = "primary",
  pending = false,
  children,
  onSubmit,
  onClose,
  closeWord,
}: {
  readonly open: boolean;
  readonly title: string;
  readonly text?: string;
  readonly failure?: unknown;
  readonly confirm?: string;
  readonly tone?: ButtonTone;
  readonly pending?: boolean;
  readonly children?: ReactNode;
  readonly onSubmit?: () => void;
  readonly onClose: () => void;
  readonly closeWord?: string;
}) {
  const { w } = useSpeech();
  return (
    <Modal open={open} onClose={onClose} label={title} className="w-[30rem] text-left">
      <form
        noValidate
        className="max-h-[85dvh] overflow-y-auto p-5"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{title}</h2>
        {text === undefined ? null : <p className="mt-2 text-n5">{text}</p>}
        {children === undefined ? null : <div className="mt-4 space-y-4">{children}</div>}
        {failure === undefined || failure === null ? null : (
          <div className="mt-4">
            <FailureNotice failure={failure} />
          </div>
        )}
        <div className="mt-6 flex flex-wrap-reverse justify-end gap-2">
          <Button onClick={onClose} tone={onSubmit === undefined ? "primary" : "plain"}>
            {closeWord ?? w.frame.cancel}
          </Button>
          {onSubmit === undefined || confirm === undefined ? null : (
            <Button type="submit" size="long" tone={tone} disabled={pending}>
              {confirm}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
