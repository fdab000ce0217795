import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerProof, useProofAsked } from "../api/proof-gate.ts";
import { proofWaysQuery, useProveThere } from "../api/provider.ts";
import { proofQuery, useProve } from "../api/security.ts";
import { Field, PasswordField } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../pages/profile/security/dialog.tsx";

/**
 * Asks whoever is at the page to show that it is still they, whenever something waits for that; then it goes on by itself. Whoever has no
 * password shows it at the operator's own service, and comes back to this page.
 */
export function ProofDialog() {
  return useProofAsked() ? <AskForProof /> : null;
}

function AskForProof() {
  const { w } = useSpeech();
  const words = w.security.proof;
  const next = useQuery(proofQuery);
  const prove = useProve();
  const ways = useQuery(proofWaysQuery);
  const there = useProveThere();
  const service = ways.data?.oidc ?? null;
  const going = there.isPending || there.isSuccess;
  const goThere = () => there.mutate(`${window.location.pathname}${window.location.search}`);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const takesCode = next.data?.code === true;
  const given = { password, ...(takesCode ? { code: code.trim() } : {}) };
  // A moment: neither question is to flash up before the other.
  if (ways.isPending) return null;
  if (ways.data?.password === false && service === null)
    return (
      <Dialog
        open
        title={words.title}
        text={words.textNoWay}
        closeWord={w.frame.close}
        onClose={() => answerProof(false)}
      />
    );
  if (ways.data?.password === false && service !== null)
    return (
      <Dialog
        open
        title={words.title}
        text={words.textThere(service.name)}
        failure={there.error}
        confirm={words.there(service.name)}
        pending={going}
        onClose={() => answerProof(false)}
        onSubmit={goThere}
      />
    );
  return (
    <Dialog
      open
      title={words.title}
      text={takesCode ? words.textWithCode : words.text}
      failure={prove.error ?? there.error ?? next.error}
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
      {service === null ? null : (
        <Button tone="quiet" size="long" disabled={going} onClick={goThere}>
          {words.there(service.name)}
        </Button>
      )}
    </Dialog>
  );
}
