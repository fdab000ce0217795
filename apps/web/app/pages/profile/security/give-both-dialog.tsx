import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { Field, PasswordField } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import type { ButtonTone } from "../../../ui/button.tsx";
import { Dialog } from "./dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

type Both = { readonly password: string; readonly code: string };

/** What takes password and code; where it answers with recovery codes, they are shown before it closes. */
export function GiveBothDialog({
  open,
  title,
  text,
  confirm,
  tone = "primary",
  change,
  onClose,
}: {
  readonly open: boolean;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly tone?: ButtonTone;
  readonly change: UseMutationResult<{ readonly codes: readonly string[] } | undefined, Error, Both>;
  readonly onClose: () => void;
}) {
  const { w } = useSpeech();
  const [given, setGiven] = useState<Both>({ password: "", code: "" });
  const codes = change.data?.codes;
  const close = () => {
    setGiven({ password: "", code: "" });
    change.reset();
    onClose();
  };
  if (codes !== undefined)
    return (
      <Dialog
        open={open}
        title={w.security.factor.codesTitle}
        text={w.security.factor.codesText}
        closeWord={w.security.factor.saved}
        onClose={close}
      >
        <RecoveryCodes codes={codes} />
      </Dialog>
    );
  return (
    <Dialog
      open={open}
      title={title}
      text={text}
      failure={change.error}
      confirm={change.isPending ? w.security.factor.doing : confirm}
      tone={tone}
      pending={change.isPending || given.password === "" || given.code.trim() === ""}
      onClose={close}
      onSubmit={() =>
        change.mutate(given, {
          onSuccess: (answer) => {
            if (answer === undefined) close();
          },
        })
      }
    >
      <PasswordField
        label={w.security.password}
        autoComplete="current-password"
        autoFocus
        value={given.password}
        onChange={(event) => setGiven({ ...given, password: event.target.value })}
      />
      <Field
        label={w.security.code}
        hint={w.security.wrongForm}
        autoComplete="one-time-code"
        value={given.code}
        onChange={(event) => setGiven({ ...given, code: event.target.value })}
      />
    </Dialog>
  );
}
