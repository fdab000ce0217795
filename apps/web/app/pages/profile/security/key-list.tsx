import { useSuspenseQuery } from "@tanstack/react-query";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import { meQuery } from "../../../api/queries.ts";
import { useRevokeKey } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { Dialog } from "./dialog.tsx";

export function KeyList({
  items,
  onRevoke,
}: {
  readonly items: readonly ApiKey[];
  readonly onRevoke: ((key: ApiKey) => void) | null;
}) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const words = w.security.keys;
  const { data: me } = useSuspenseQuery(meQuery);
  const spread = items.some((key) => key.account.id !== me.account.id);
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
            {spread ? <p className="text-n5 [overflow-wrap:anywhere]">{words.opens(key.account.name)}</p> : null}
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

export function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKey | null; readonly onClose: () => void }) {
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
