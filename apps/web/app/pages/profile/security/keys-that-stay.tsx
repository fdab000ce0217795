import { useQuery } from "@tanstack/react-query";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import { apiKeysQuery } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { KeyList } from "./key-list.tsx";

/** Keys from before the second step: whoever knew the password may have made one, and they open the account without a code. */
export function KeysThatStay({ onRevoke }: { readonly onRevoke: (key: ApiKey) => void }) {
  const { w } = useSpeech();
  const query = useQuery(apiKeysQuery);
  if (query.isError) return <FailureNotice failure={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton className="h-20 w-full" />;
  const held = query.data.filter((key) => key.active);
  if (held.length === 0) return null;
  return (
    <>
      <p className="measure text-warn">{w.security.factor.keysStay(held.length)}</p>
      <KeyList items={held} onRevoke={onRevoke} />
    </>
  );
}
