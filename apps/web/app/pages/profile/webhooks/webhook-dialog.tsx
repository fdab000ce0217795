import { useState } from "react";
import { WebhookKind, type Webhook } from "@caudal/contract/resources/webhook.ts";
import { useSaveWebhook, type WebhookFields } from "../../../api/webhooks.ts";
import { Field } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import { Dialog } from "../security/dialog.tsx";

/** How a file's work ended: what most programs wait for. */
const start: WebhookFields = { name: "", url: "", kinds: ["file.done", "file.error", "file.kept"] };

/** A new one, or one that is changed. `onSaved` gets the secret where there is another one. */
export function WebhookDialog({
  webhook,
  onClose,
  onSaved,
}: {
  readonly webhook: Webhook | null;
  readonly onClose: () => void;
  readonly onSaved: (secret: string | null) => void;
}) {
  const { w } = useSpeech();
  const words = w.webhooks;
  const save = useSaveWebhook();
  const [asked, setAsked] = useState<WebhookFields>(
    webhook === null
      ? start
      : {
          name: webhook.name,
          url: webhook.url,
          kinds: WebhookKind.options.filter((kind) => webhook.kinds.includes(kind)),
        },
  );
  const [tried, setTried] = useState(false);
  const missing = { name: asked.name.trim() === "", url: asked.url.trim() === "", kinds: asked.kinds.length === 0 };
  return (
    <Dialog
      open
      title={webhook === null ? words.addTitle : words.editTitle}
      failure={save.error}
      confirm={save.isPending ? words.saving : words.save}
      pending={save.isPending}
      onClose={onClose}
      onSubmit={() => {
        setTried(true);
        if (!Object.values(missing).includes(true))
          save.mutate({ id: webhook?.id ?? null, ...asked }, { onSuccess: onSaved });
      }}
    >
      <Field
        label={words.name}
        hint={words.nameHint}
        autoFocus
        maxLength={100}
        problem={tried && missing.name ? words.needName : undefined}
        value={asked.name}
        onChange={(event) => setAsked({ ...asked, name: event.target.value })}
      />
      <Field
        label={words.url}
        hint={words.urlHint}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        problem={tried && missing.url ? words.needUrl : undefined}
        value={asked.url}
        onChange={(event) => setAsked({ ...asked, url: event.target.value })}
      />
      <fieldset>
        <legend className="mb-1.5 font-medium">{words.kindsLabel}</legend>
        {WebhookKind.options.map((kind) => (
          <label key={kind} className="flex min-h-8 items-center gap-2.5 touch:min-h-11">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={asked.kinds.includes(kind)}
              onChange={(event) =>
                setAsked({
                  ...asked,
                  kinds: WebhookKind.options.filter((each) =>
                    each === kind ? event.target.checked : asked.kinds.includes(each),
                  ),
                })
              }
            />
            {words.kinds[kind]}
          </label>
        ))}
        {tried && missing.kinds ? (
          <p role="alert" className="mt-1.5 text-sm text-bad">
            {words.needKind}
          </p>
        ) : null}
      </fieldset>
    </Dialog>
  );
}
