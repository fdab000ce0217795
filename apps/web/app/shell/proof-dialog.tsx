import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerProof, useProofAsked } from "../api/proof-gate.ts";
import { proofQuery, useProve } from "../api/security.ts";
import { Field, PasswordField } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Dialog } from "../pages/profile/security/dialog.tsx";

/** Asks whoever is at the page to show that it is still they, whenever something waits for that; then it goes on by itself. */
export function ProofDialog() {
  return useProofAsked() ? <AskForProof /> : null;
}

function AskForProof() {
  const { w } = useSpeech();
  const words = w.security.proof;
  const next = useQuery(proofQuery);
  const prove = useProve();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const takesCode = next.data?.code === true;
  const given = { password, ...(takesCode ? { code: code.trim() } : {}) };
  return (
    <Dialog
      open
      title={words.title}
      text={takesCode ? words.textWithCode : words.text}
      failure={prove.error ?? next.error}
      confirm={prove.isPending ? words.doing : words.confirm}
      pending={prove.isPending || next.data === undefined || password === "" || (takesCode && code.trim() === "")}
      onClose={() => answerProof(false)}
      onSubmit={() => prove.mutate(given, { onSuccess: () => answerProof(true) })}
    >
      <PasswordField
        label={w.security.password}
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {takesCode ? (
        <Field
          label={w.security.code}
          hint={w.security.wrongForm}
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      ) : null}
    </Dialog>
  );
}
