import { useState } from "react";
import type { FormEvent } from "react";
import { problemCode } from "../api/failure.ts";
import { useProveThere } from "../api/provider.ts";
import { useProve } from "../api/security.ts";
import { Field } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";

/** The code that is missing once somebody has shown at the operator's own service that it is they. */
export function ProofCode({ next }: { readonly next: string }) {
  const { w } = useSpeech();
  const words = w.security.proof;
  const [code, setCode] = useState("");
  const prove = useProve();
  const there = useProveThere();
  // Too long ago there: a code cannot help any more.
  const over = problemCode(prove.error) === "proof_refused";
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (over) there.mutate(next);
    else prove.mutate({ code: code.trim() }, { onSuccess: () => location.assign(next) });
  };
  return (
    <form noValidate method="post" onSubmit={send} className="space-y-4">
      <p className="text-n5">{words.codeText}</p>
      {prove.isError ? <FailureNotice failure={prove.error} /> : null}
      {there.isError ? <FailureNotice failure={there.error} /> : null}
      {over ? null : (
        <Field
          label={w.security.code}
          hint={w.security.step.hint}
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <Button
        type="submit"
        tone="primary"
        className="h-10 touch:h-11 w-full"
        disabled={prove.isPending || prove.isSuccess || there.isPending || (!over && code.trim() === "")}
      >
        {over ? words.again : prove.isPending ? words.doing : words.confirm}
      </Button>
    </form>
  );
}
