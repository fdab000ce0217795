import { useState } from "react";
import type { LeftAccount } from "@caudal/contract/resources/departure.ts";
import { useRemoveLeftThings } from "../../api/departures.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";

/** What I left in accounts to which I do not belong any more: how much, until when, and away with it. */
export function LeftAccounts({ accounts }: { readonly accounts: readonly LeftAccount[] }) {
  const { w, f } = useSpeech();
  const words = w.share.left;
  const remove = useRemoveLeftThings();
  const [asked, setAsked] = useState<LeftAccount | null>(null);
  return (
    <>
      <ul className="divide-y divide-n2 border-y border-n2">
        {accounts.map((account) => (
          <li key={account.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
            <div className="min-w-0">
              <p className="font-medium [overflow-wrap:anywhere]">{account.name}</p>
              <p className="text-sm text-n4">
                {words.kept(account.files, f.bytes(account.bytes))} · {words.until(f.date(account.ends_at))}
              </p>
            </div>
            <Button size="small" onClick={() => setAsked(account)}>
              {words.remove}
              <span className="sr-only"> {account.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {asked === null ? null : (
        <ConfirmDialog
          title={words.removeTitle(asked.name)}
          text={words.removeText(asked.files)}
          confirm={words.confirm}
          change={remove}
          value={asked.id}
          onClose={() => {
            setAsked(null);
            remove.reset();
          }}
        />
      )}
    </>
  );
}
