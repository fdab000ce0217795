import { Check, LogOut, User } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useRouter } from "@tanstack/react-router";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Me } from "@caudal/contract/resources/me.ts";
import { useUpdateMe } from "../api/mutations.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { floating, menuItem } from "../ui/floating.ts";
import { chooseTheme, useTheme } from "../ui/theme.ts";
import { initials } from "./initials.ts";
import { useSignOut } from "./use-sign-out.ts";

const themes = ["system", "light", "dark"] as const;
const languages: readonly { readonly locale: Locale; readonly name: string }[] = [
  { locale: "es", name: "Español" },
  { locale: "en", name: "English" },
];

export function PersonMenu({ me }: { readonly me: Me }) {
  const { w, locale } = useSpeech();
  const router = useRouter();
  const theme = useTheme().chosen;
  const update = useUpdateMe();
  const signOut = useSignOut();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        title={me.name}
        className="ml-1 grid size-8 touch:size-11 touch:-mr-1.5 place-items-center rounded-full"
      >
        <span
          aria-hidden
          className="grid size-8 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent-strong"
        >
          {initials(me.name)}
        </span>
        <span className="sr-only">{w.people.menu(me.name)}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={8} collisionPadding={8} className={`${floating} w-60 p-1.5`}>
          <div className="px-2.5 py-1.5">
            <p className="truncate font-medium">{me.name}</p>
            <p className="truncate text-sm text-n4">{me.email}</p>
          </div>
          <DropdownMenu.Separator className="my-1.5 h-px bg-n2" />
          <DropdownMenu.Item className={menuItem} onSelect={() => router.history.push(paths.profile())}>
            <User size={16} aria-hidden className="text-n4" />
            {w.people.profile}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-1.5 h-px bg-n2" />
          <DropdownMenu.Label className="px-2.5 py-1 text-sm text-n4">{w.frame.theme.title}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme}>
            {themes.map((value) => (
              <Choice key={value} value={value} text={w.frame.theme[value]} onSelect={() => chooseTheme(value)} />
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-sm text-n4">{w.frame.language}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={locale}>
            {languages.map(({ locale: value, name }) => (
              <Choice
                key={value}
                value={value}
                text={name}
                disabled={me.viewing !== null}
                onSelect={() => update.mutate({ locale: value })}
              />
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1.5 h-px bg-n2" />
          <DropdownMenu.Item className={menuItem} onSelect={signOut}>
            <LogOut size={16} aria-hidden className="text-n4" />
            {w.people.signOut}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Choice({
  value,
  text,
  disabled = false,
  onSelect,
}: {
  readonly value: string;
  readonly text: string;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}) {
  return (
    <DropdownMenu.RadioItem value={value} disabled={disabled} className={menuItem} onSelect={onSelect}>
      <span className="grid size-4 place-items-center">
        <DropdownMenu.ItemIndicator>
          <Check size={15} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      {text}
    </DropdownMenu.RadioItem>
  );
}
