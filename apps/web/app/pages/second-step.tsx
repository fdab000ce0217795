import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client as calls } from "../api/client.ts";
import { problemCode } from "../api/failure.ts";
import { Field } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";

/** The code that signing in still lacks. `onAgain`: back to the password, by choice or because it took too long. */
export function SecondStep({ onEntered, onAgain }: { readonly onEntered: () => void; readonly onAgain: () => void }) {
  const { w } = useSpeech();
  const words = w.security.step;
  const [code, setCode] = useState("");
  const enter = useMutation({
    mutationFn: () => calls.takeSecondStep({ body: { code } }),
    meta: { shown: true },
    onSuccess: onEntered,
  });
  const problem = problemCode(enter.error);
  const over = problem === "second_step_ended" || problem === "sign_in_overtaken";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim().length >= 6) enter.mutate();
      }}
      className="space-y-4"
    >
      <p className="text-n5">{words.text}</p>
      {enter.isError ? <FailureNotice failure={enter.error} /> : null}
      {over ? null : (
        <>
          <Field
            label={w.security.code}
            hint={words.hint}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button
            type="submit"
            tone="primary"
            className="h-10 touch:h-11 w-full"
            disabled={enter.isPending || code.trim().length < 6}
          >
            {enter.isPending ? words.doing : words.confirm}
          </Button>
        </>
      )}
      <Button tone={over ? "primary" : "quiet"} className="h-10 touch:h-11 w-full" onClick={onAgain}>
        {words.again}
      </Button>
    </form>
  );
}
