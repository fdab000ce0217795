import { useState } from "react";
import type { Webhook } from "@caudal/contract/resources/webhook.ts";
import { useReplay, useSwitchWebhook, useTestWebhook } from "../../../api/webhooks.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { Deliveries } from "./deliveries.tsx";

export type WebhookAction = "edit" | "rotate" | "remove";

/** One endpoint: where it leads, how it goes with it, and what can be done. */
export function WebhookItem({
  webhook,
  onAsk,
}: {
  readonly webhook: Webhook;
  readonly onAsk: (action: WebhookAction) => void;
}) {
  const { w, f } = useSpeech();
  const words = w.webhooks;
  const now = useNow(30_000);
  const test = useTestWebhook();
  const turn = useSwitchWebhook();
  const replay = useReplay();
  const [shown, setShown] = useState(false);
  const label = (action: string) => words.about(action, webhook.name);
  const facts = [
    ...(webhook.active ? [] : [webhook.stopped === null ? words.off : words.stopped[webhook.stopped]]),
    webhook.last_at === null ? words.never : words.called(f.ago(webhook.last_at, now)),
    ...(webhook.failures > 0 ? [words.failures(webhook.failures)] : []),
  ];
  const failure = test.error ?? turn.error ?? replay.error;
  return (
    <li className="space-y-3 px-4 py-3">
      <div>
        <p className="font-medium [overflow-wrap:anywhere]">{webhook.name}</p>
        <p className="font-mono text-sm text-n5 [overflow-wrap:anywhere]">{webhook.url}</p>
        <p className="text-n5">{webhook.kinds.map((kind) => words.kind(kind)).join(" · ")}</p>
        <p className="num text-n4">{facts.join(" · ")}</p>
        {webhook.last_failure === null ? null : <p className="measure text-bad">{webhook.last_failure.detail}</p>}
        {webhook.old_secret_until !== null && Date.parse(webhook.old_secret_until) > now ? (
          <p className="text-n4">{words.bothUntil(f.dateTime(webhook.old_secret_until))}</p>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          aria-label={label(words.test)}
          disabled={test.isPending}
          onClick={() => test.mutate(webhook.id, { onSuccess: () => setShown(true) })}
        >
          {words.test}
        </Button>
        <Button size="small" aria-label={label(words.edit)} onClick={() => onAsk("edit")}>
          {words.edit}
        </Button>
        <Button size="small" aria-label={label(words.rotate)} onClick={() => onAsk("rotate")}>
          {words.rotate}
        </Button>
        <Button
          size="small"
          aria-label={label(webhook.active ? words.turnOff : words.turnOn)}
          disabled={turn.isPending}
          onClick={() => turn.mutate({ id: webhook.id, active: !webhook.active })}
        >
          {webhook.active ? words.turnOff : words.turnOn}
        </Button>
        <Button size="small" aria-label={label(words.remove)} onClick={() => onAsk("remove")}>
          {words.remove}
        </Button>
      </div>
      {webhook.undelivered === 0 ? null : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p className="num">
            {words.undelivered(webhook.undelivered)}
            {webhook.active ? null : ` ${words.undeliveredOff}`}
          </p>
          {webhook.active ? (
            <Button
              size="small"
              aria-label={label(words.replayAll(webhook.undelivered))}
              disabled={replay.isPending}
              onClick={() => replay.mutate({ id: webhook.id, delivery: null }, { onSuccess: () => setShown(true) })}
            >
              {words.replayAll(webhook.undelivered)}
            </Button>
          ) : null}
        </div>
      )}
      {failure === null ? null : <FailureNotice failure={failure} />}
      <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
        <summary className="cursor-pointer text-n4 hover:text-ink">{words.deliveries}</summary>
        {shown ? <Deliveries webhook={webhook} /> : null}
      </details>
    </li>
  );
}
