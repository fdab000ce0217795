import { useSuspenseQuery } from "@tanstack/react-query";
import { Switch } from "radix-ui";
import { useId } from "react";
import type { NotificationType } from "@caudal/contract/resources/notification.ts";
import { useUpdateMe } from "../../api/mutations.ts";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Group } from "./group.tsx";
import { Webhooks } from "./webhooks/webhooks.tsx";

/** What people choose by, and the types of notifications behind it. */
const choices = [
  { name: "failures", types: ["warning", "error"] },
  { name: "done", types: ["success"] },
  { name: "other", types: ["info"] },
] as const satisfies readonly { readonly name: string; readonly types: readonly NotificationType[] }[];

/** Where notices go besides the page: by mail, and to programs. */
export function NoticesSection() {
  const { w } = useSpeech();
  const words = w.mailed.notices;
  const { data: me } = useSuspenseQuery(meQuery);
  const update = useUpdateMe();
  const chosen: readonly NotificationType[] =
    (update.isPending ? update.variables.mail_notices : undefined) ?? me.settings.mail_notices;
  const choose = (types: readonly NotificationType[], on: boolean) => {
    const others = chosen.filter((type) => !types.includes(type));
    update.mutate({ mail_notices: on ? [...others, ...types] : others });
  };
  return (
    <div className="max-w-3xl divide-y divide-n2">
      <Group title={words.title}>
        <p className="measure text-n5">{words.text}</p>
        {me.email_confirmed ? null : (
          <Notice
            tone="info"
            title={words.needsConfirmation}
            actions={
              <AppLink to={paths.profile("security")} className="font-medium text-accent underline underline-offset-3">
                {words.goConfirm}
              </AppLink>
            }
          />
        )}
        {choices.map(({ name, types }) => (
          <Choice
            key={name}
            label={words[name]}
            hint={words[`${name}Hint`]}
            on={types.every((type) => chosen.includes(type))}
            onChange={(on) => choose(types, on)}
          />
        ))}
      </Group>
      <Webhooks />
    </div>
  );
}

function Choice({
  label,
  hint,
  on,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-6">
      <label htmlFor={id} className="flex-1">
        <span className="block font-medium">{label}</span>
        <span className="measure block text-n4">{hint}</span>
      </label>
      <Switch.Root
        id={id}
        checked={on}
        onCheckedChange={onChange}
        className="relative h-6 w-10 shrink-0 rounded-full bg-n3 transition-colors touch:after:absolute touch:after:-inset-2.5 touch:after:content-[''] data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="block size-5 translate-x-0.5 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-4.5" />
      </Switch.Root>
    </div>
  );
}
