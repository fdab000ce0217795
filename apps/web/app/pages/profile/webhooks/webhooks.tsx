import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Webhook } from "@caudal/contract/resources/webhook.ts";
import { useDeleteWebhook, useRotateWebhook, webhooksQuery } from "../../../api/webhooks.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Group } from "../group.tsx";
import { Dialog } from "../security/dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";
import { WebhookItem, type WebhookAction } from "./webhook-item.tsx";

type Asked = { readonly action: WebhookAction | "add"; readonly webhook: Webhook | null };

/** Programs that are told notices: those that there are, and what can be done with each. */
export function Webhooks() {
  const { w } = useSpeech();
  const words = w.webhooks;
  const query = useQuery(webhooksQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => setAsked(null);
  const show = (made: string | null) => {
    close();
    setSecret(made);
  };
  const webhook = asked?.webhook ?? null;
  return (
    <Group title={words.title}>
      <p className="measure text-n5">{words.text}</p>
      {query.isError ? <FailureNotice failure={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data === undefined && !query.isError ? <Skeleton className="h-20 w-full" /> : null}
      {query.data?.length === 0 ? <p className="measure text-n4">{words.none}</p> : null}
      {query.data === undefined || query.data.length === 0 ? null : (
        <ul className="divide-y divide-n2 rounded border border-n2 bg-surface">
          {query.data.map((each) => (
            <WebhookItem key={each.id} webhook={each} onAsk={(action) => setAsked({ action, webhook: each })} />
          ))}
        </ul>
      )}
      <Button onClick={() => setAsked({ action: "add", webhook: null })}>{words.add}</Button>
      {asked?.action === "add" || asked?.action === "edit" ? (
        <WebhookDialog key={webhook?.id ?? "new"} webhook={webhook} onClose={close} onSaved={show} />
      ) : null}
      {asked?.action === "rotate" && webhook !== null ? (
        <RotateDialog webhook={webhook} onClose={close} onMade={show} />
      ) : null}
      {asked?.action === "remove" && webhook !== null ? <RemoveDialog webhook={webhook} onClose={close} /> : null}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </Group>
  );
}

function RotateDialog({
  webhook,
  onClose,
  onMade,
}: {
  readonly webhook: Webhook;
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}) {
  const { w } = useSpeech();
  const rotate = useRotateWebhook();
  return (
    <Dialog
      open
      title={w.webhooks.rotateTitle(webhook.name)}
      text={w.webhooks.rotateText}
      failure={rotate.error}
      confirm={w.webhooks.rotate}
      pending={rotate.isPending}
      onClose={onClose}
      onSubmit={() => rotate.mutate(webhook.id, { onSuccess: onMade })}
    />
  );
}

function RemoveDialog({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const { w } = useSpeech();
  const remove = useDeleteWebhook();
  return (
    <Dialog
      open
      title={w.webhooks.removeTitle(webhook.name)}
      text={w.webhooks.removeText}
      failure={remove.error}
      confirm={w.webhooks.remove}
      tone="danger"
      pending={remove.isPending}
      onClose={onClose}
      onSubmit={() => remove.mutate(webhook.id, { onSuccess: onClose })}
    />
  );
}
