import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Webhook, WebhookDelivery } from "@caudal/contract/resources/webhook.ts";
import { deliveriesQuery, useReplay } from "../../../api/webhooks.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";

const tones = { pending: "text-n5", sent: "text-good", failed: "text-bad" } as const;

/** The messages to an endpoint, how each ended, and what did not arrive sent again. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const { w } = useSpeech();
  const words = w.webhooks;
  const [failedOnly, setFailedOnly] = useState(false);
  const query = useInfiniteQuery(deliveriesQuery(webhook.id, failedOnly));
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="mt-3 space-y-3">
      <label className="flex min-h-8 items-center gap-2.5 text-sm touch:min-h-11">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={failedOnly}
          onChange={(event) => setFailedOnly(event.target.checked)}
        />
        {words.failedOnly}
      </label>
      {query.isError ? <FailureNotice failure={query.error} onRetry={() => void query.refetch()} /> : null}
      {items === undefined && !query.isError ? <Skeleton className="h-10 w-full" /> : null}
      {items?.length === 0 ? <p className="text-n4">{failedOnly ? words.noneFailed : words.noDeliveries}</p> : null}
      {items === undefined || items.length === 0 ? null : (
        <ul className="space-y-2" aria-live="polite">
          {items.map((each) => (
            <Delivery key={each.id} webhook={webhook} delivery={each} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button size="small" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      ) : null}
    </div>
  );
}

function Delivery({ webhook, delivery }: { readonly webhook: Webhook; readonly delivery: WebhookDelivery }) {
  const { w, f } = useSpeech();
  const words = w.webhooks;
  const replay = useReplay();
  const { id, state, kind, created_at, attempts, failure, replayable } = delivery;
  return (
    <li className="text-sm">
      <p>
        <span className={`font-medium ${tones[state]}`}>{words.state[state]}</span>
        <span className="text-n5"> · {words.kind(kind)}</span>
        <span className="num text-n4">
          {["", f.dateTime(created_at), ...(attempts > 1 ? [words.attempts(attempts)] : [])].join(" · ")}
        </span>
      </p>
      {failure === null ? null : <p className="measure text-n5">{failure.detail}</p>}
      {replayable && webhook.active ? (
        <Button
          size="small"
          className="mt-1"
          disabled={replay.isPending}
          onClick={() => replay.mutate({ id: webhook.id, delivery: id })}
        >
          {words.replay}
        </Button>
      ) : null}
      {replay.error === null ? null : <FailureNotice failure={replay.error} />}
    </li>
  );
}
