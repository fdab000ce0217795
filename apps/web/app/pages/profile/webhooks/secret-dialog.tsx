import { Field } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import { CopyButton } from "../security/copy-button.tsx";
import { Dialog } from "../security/dialog.tsx";

/** A secret that was just made, once. */
export function SecretDialog({ secret, onClose }: { readonly secret: string | null; readonly onClose: () => void }) {
  const { w } = useSpeech();
  const words = w.webhooks;
  if (secret === null) return null;
  return (
    <Dialog open title={words.secretTitle} text={words.secretText} closeWord={words.done} onClose={onClose}>
      <Field label={words.secret} readOnly value={secret} onFocus={(event) => event.target.select()} />
      <CopyButton text={secret} />
    </Dialog>
  );
}
