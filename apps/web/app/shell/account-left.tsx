import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import type { Me } from "@caudal/contract/resources/me.ts";
import { noteAccount, useAccountLeft } from "../api/acting-account.ts";
import { beginAnew } from "../api/admin-queries.ts";
import { client } from "../api/client.ts";
import { meQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";

/**
 * Says that the session is in another account than the page, which stays as it is with what was typed in it, and leads either way: back into
 * this account, or to the other one by loading the page anew.
 */
export function AccountLeftBanner({ me }: { readonly me: Me }) {
  const { w } = useSpeech();
  const left = useAccountLeft(me.account.id);
  return (
    <div role="status" className="sticky top-(--top) z-10">
      {left ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-warn/40 bg-warn-soft px-4 py-2 md:px-8">
          <Building2 size={17} aria-hidden className="shrink-0 text-warn" />
          <p className="min-w-48 flex-1 text-warn [overflow-wrap:anywhere]">
            <strong className="font-semibold">{w.frame.account.left(me.account.name)}</strong>{" "}
            {w.frame.account.leftText}
          </p>
          <AccountLeftActions />
        </div>
      ) : null}
    </div>
  );
}

export function AccountLeftActions() {
  const { w } = useSpeech();
  const cache = useQueryClient();
  const me = useQuery({ ...meQuery, enabled: false }).data;
  const back = useMutation({
    mutationFn: (id: string) => client.enterAccount({ params: { id } }),
    onSuccess: (_answer, id) => {
      noteAccount(id, true);
      void cache.invalidateQueries();
    },
  });
  return (
    <div className="flex flex-wrap gap-2">
      {me === undefined ? null : (
        <Button size="small" disabled={back.isPending} onClick={() => back.mutate(me.account.id)}>
          {w.frame.account.back(me.account.name)}
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={beginAnew}>
        {w.frame.account.reload}
      </Button>
    </div>
  );
}
