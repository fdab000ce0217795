import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import { apiKeysQuery } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Group } from "../group.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyList, RevokeDialog } from "./key-list.tsx";

export function ApiKeys() {
  const { w } = useSpeech();
  const words = w.security.keys;
  const query = useQuery(apiKeysQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const held = query.data?.filter((key) => key.active) ?? [];
  const past = query.data?.filter((key) => !key.active) ?? [];
  return (
    <Group title={words.title}>
      <p className="measure text-n5">{words.text}</p>
      {query.isError ? <FailureNotice failure={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data === undefined && !query.isError ? <Skeleton className="h-20 w-full" /> : null}
      {query.data !== undefined && held.length === 0 ? <p className="measure text-n4">{words.none}</p> : null}
      {held.length === 0 ? null : <KeyList items={held} onRevoke={setRevoking} />}
      <Button onClick={() => setCreating(true)}>{words.create}</Button>
      {past.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-n4 hover:text-ink">{words.past(past.length)}</summary>
          <div className="mt-3">
            <KeyList items={past} onRevoke={null} />
          </div>
        </details>
      )}
      <CreateKeyDialog open={creating} onClose={() => setCreating(false)} />
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />
    </Group>
  );
}
