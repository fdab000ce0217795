import { useState } from "react";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import { useConfirmFactor, useOfferFactor } from "../../../api/security.ts";
import { Field, PasswordField } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import { CopyButton } from "./copy-button.tsx";
import { Dialog } from "./dialog.tsx";
import { RevokeDialog } from "./key-list.tsx";
import { KeysThatStay } from "./keys-that-stay.tsx";
import { QrCode } from "./qr-code.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** Password (or, of whoever has none, a proof at `service`), then picture and first code, then the recovery codes and the keys that were there. It is on once the first code was right. */
export function EnrolDialog({
  open,
  service,
  onClose,
}: {
  readonly open: boolean;
  readonly service: string | null;
  readonly onClose: () => void;
}) {
  const { w } = useSpeech();
  const words = w.security.factor;
  const offer = useOfferFactor();
  const confirm = useConfirmFactor();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const close = () => {
    setPassword("");
    setCode("");
    offer.reset();
    confirm.reset();
    onClose();
  };
  if (confirm.data !== undefined)
    return (
      <>
        <Dialog
          open={open}
          title={words.codesTitle}
          text={service === null ? words.codesText : words.codesTextLacking}
          closeWord={words.saved}
          onClose={close}
        >
          <RecoveryCodes codes={confirm.data.codes} />
          <p className="measure text-n5">{words.othersEnded}</p>
          <KeysThatStay onRevoke={setRevoking} />
        </Dialog>
        <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />
      </>
    );
  if (offer.data === undefined)
    return (
      <Dialog
        open={open}
        title={words.turnOn}
        text={service === null ? words.passwordStep : words.thereStep(service)}
        failure={offer.error}
        confirm={offer.isPending ? words.doing : words.next}
        pending={offer.isPending || (service === null && password === "")}
        onClose={close}
        onSubmit={() => offer.mutate(service === null ? { password } : {})}
      >
        {service === null ? (
          <PasswordField
            label={w.security.password}
            autoComplete="current-password"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        ) : null}
      </Dialog>
    );
  const secret = offer.data.secret.replace(/.{4}(?=.)/g, "$& ");
  return (
    <Dialog
      open={open}
      title={words.turnOn}
      text={words.scan}
      failure={confirm.error}
      confirm={confirm.isPending ? words.doing : words.turnOn}
      pending={confirm.isPending || code.trim() === ""}
      onClose={close}
      onSubmit={() => confirm.mutate(code)}
    >
      <QrCode text={offer.data.address} label={words.qr} />
      <div>
        <p className="text-n5">{words.typed}</p>
        <div className="mt-1 flex flex-wrap items-center gap-2">
          <code className="num rounded bg-n1 px-2 py-1 text-sm [overflow-wrap:anywhere]">{secret}</code>
          <CopyButton text={offer.data.secret} />
        </div>
      </div>
      <Field
        label={w.security.code}
        hint={words.first}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </Dialog>
  );
}
