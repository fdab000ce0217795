import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import { apiKeysQuery, useRevokeKey } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { Group } from "../group.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { Dialog } from "./dialog.tsx";

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

function KeyList({
  items,
  onRevoke,
}: {
  readonly items: readonly ApiKey[];
  readonly onRevoke: ((key: ApiKey) => void) | null;
}) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const words = w.security.keys;
  const facts = (key: ApiKey): readonly string[] =>
    key.revoked_at !== null
      ? [words.revoked(f.date(key.revoked_at))]
      : key.active
        ? [
            words.made(f.date(key.created_at)),
            key.last_used_at === null ? words.unused : words.used(f.ago(key.last_used_at, now)),
            words.until(f.date(key.expires_at)),
          ]
        : [words.expired(f.date(key.expires_at))];
  return (
    <ul className="divide-y divide-n2 rounded border border-n2 bg-surface">
      {items.map((key) => (
        <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <div className="min-w-0 flex-1 basis-56">
            <p className="font-medium [overflow-wrap:anywhere]">
              {key.name} <code className="num ml-1 text-sm font-normal text-n4">{key.prefix}…</code>
            </p>
            <p className="text-n5">{key.scopes.map((scope) => words.scopes[scope]).join(" · ")}</p>
            <p className="num text-n4">{facts(key).join(" · ")}</p>
          </div>
          {onRevoke === null ? null : (
            <Button size="small" aria-label={words.revokeLabel(key.name)} onClick={() => onRevoke(key)}>
              {words.revoke}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKey | null; readonly onClose: () => void }) {
  const { w } = useSpeech();
  const words = w.security.keys;
  const revoke = useRevokeKey();
  return (
    <Dialog
      open={apiKey !== null}
      title={words.revokeTitle(apiKey?.name ?? "")}
      text={words.revokeText}
      failure={revoke.error}
      confirm={words.revoke}
      tone="danger"
      pending={revoke.isPending}
      onClose={() => {
        revoke.reset();
        onClose();
      }}
      onSubmit={() => {
        if (apiKey !== null) revoke.mutate(apiKey.id, { onSuccess: onClose });
      }}
    />
  );
}
