import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { GiveBoth } from "@caudal/contract/resources/second-factor.ts";
import { Field, PasswordField } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import type { ButtonTone } from "../../../ui/button.tsx";
import { Dialog } from "./dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** What takes password and code (the code alone of whoever has no password); where it answers with recovery codes, they are shown before it closes. */
export function GiveBothDialog({
  open,
  title,
  text,
  confirm,
  tone = "primary",
  withPassword,
  change,
  onClose,
}: {
  readonly open: boolean;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly tone?: ButtonTone;
  readonly withPassword: boolean;
  readonly change: UseMutationResult<{ readonly codes: readonly string[] } | undefined, Error, GiveBoth>;
  readonly onClose: () => void;
}) {
  const { w } = useSpeech();
  const [given, setGiven] = useState({ password: "", code: "" });
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
        text={withPassword ? w.security.factor.codesText : w.security.factor.codesTextLacking}
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
      pending={change.isPending || (withPassword && given.password === "") || given.code.trim() === ""}
      onClose={close}
      onSubmit={() =>
        change.mutate(withPassword ? given : { code: given.code }, {
          onSuccess: (answer) => {
            if (answer === undefined) close();
          },
        })
      }
    >
      {withPassword ? (
        <PasswordField
          label={w.security.password}
          autoComplete="current-password"
          autoFocus
          value={given.password}
          onChange={(event) => setGiven({ ...given, password: event.target.value })}
        />
      ) : null}
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
