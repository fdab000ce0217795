import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, ChevronDown } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { Me } from "@caudal/contract/resources/me.ts";
import { accountsQuery, beginAnew } from "../api/admin-queries.ts";
import { client } from "../api/client.ts";
import { useSpeech } from "../i18n/speech.ts";
import { floating, menuItem } from "../ui/floating.ts";

/** The account in which one acts; whoever belongs to several chooses here. */
export function AccountMenu({ me }: { readonly me: Me }) {
  const { w } = useSpeech();
  const accounts = useQuery(accountsQuery).data ?? [];
  const enter = useMutation({
    mutationFn: (id: string) => client.enterAccount({ params: { id } }),
    onSuccess: beginAnew,
  });
  if (accounts.length < 2 || me.viewing !== null)
    return (
      <p className="hidden min-w-0 truncate text-n5 sm:block" title={me.account.name}>
        {me.account.name}
      </p>
    );
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        title={me.account.name}
        className="flex h-9 touch:h-11 min-w-0 items-center gap-1.5 rounded px-2 text-n5 hover:bg-n1 hover:text-ink"
      >
        <span className="sr-only">{w.admin.accounts.menu}</span>
        <span className="max-w-32 truncate sm:max-w-64">{me.account.name}</span>
        <ChevronDown size={15} aria-hidden className="shrink-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={8} collisionPadding={8} className={`${floating} w-72 p-1.5`}>
          <DropdownMenu.Label className="px-2.5 py-1 text-sm text-n4">{w.admin.accounts.menu}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={me.account.id}>
            {accounts.map((account) => (
              <DropdownMenu.RadioItem
                key={account.id}
                value={account.id}
                className={menuItem}
                onSelect={() => (account.acting ? undefined : enter.mutate(account.id))}
              >
                <span className="grid size-4 shrink-0 place-items-center">
                  <DropdownMenu.ItemIndicator>
                    <Check size={15} aria-hidden />
                  </DropdownMenu.ItemIndicator>
                </span>
                <span className="min-w-0">
                  <span className="block truncate">{account.name}</span>
                  <span className="block text-sm text-n4">{w.people.roles[account.role]}</span>
                </span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
