import { useQuery } from "@tanstack/react-query";
import { deliveriesQuery } from "../../../api/webhooks.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";

const tones = { pending: "text-n5", sent: "text-good", failed: "text-bad" } as const;

/** The last messages to an endpoint, and how each ended. */
export function Deliveries({ id }: { readonly id: string }) {
  const { w, f } = useSpeech();
  const words = w.webhooks;
  const query = useQuery(deliveriesQuery(id));
  if (query.isError) return <FailureNotice failure={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton className="mt-3 h-10 w-full" />;
  if (query.data.length === 0) return <p className="mt-3 text-n4">{words.noDeliveries}</p>;
  return (
    <ul className="mt-3 space-y-2" aria-live="polite">
      {query.data.map((each) => (
        <li key={each.id} className="text-sm">
          <p>
            <span className={`font-medium ${tones[each.state]}`}>{words.state[each.state]}</span>{" "}
            <span className="text-n5">{words.kind(each.kind)}</span>{" "}
            <span className="num text-n4">
              {[f.dateTime(each.created_at), ...(each.attempts > 1 ? [words.attempts(each.attempts)] : [])].join(" · ")}
            </span>
          </p>
          {each.failure === null ? null : <p className="measure text-n5">{each.failure.detail}</p>}
        </li>
      ))}
    </ul>
  );
}
