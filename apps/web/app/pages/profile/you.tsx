import { zodResolver } from "@hookform/resolvers/zod";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { Switch } from "radix-ui";
import { useId } from "react";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { useUpdateMe } from "../../api/mutations.ts";
import { meQuery } from "../../api/queries.ts";
import { Field } from "../../forms/field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { chooseTheme, useTheme } from "../../ui/theme.ts";
import type { Theme } from "../../ui/theme.ts";
import { Group } from "./group.tsx";

/** Name, language, looks, and whether files are processed by themselves. */
export function YouSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const update = useUpdateMe();
  const theme = useTheme().chosen;
  const auto = useId();
  return (
    <div className="max-w-3xl divide-y divide-n2">
      <Group title={w.people.you}>
        <NameForm name={me.name} />
      </Group>
      <Group title={w.people.appearance}>
        <Setting label={w.frame.language} hint={w.people.languageHint}>
          <Segmented<Locale>
            label={w.frame.language}
            value={me.locale}
            onChange={(locale) => update.mutate({ locale })}
            options={[
              { value: "es", text: "Español" },
              { value: "en", text: "English" },
            ]}
          />
        </Setting>
        <Setting label={w.frame.theme.title} hint={w.people.themeHint}>
          <Segmented<Theme>
            label={w.frame.theme.title}
            value={theme}
            onChange={chooseTheme}
            options={[
              { value: "system", text: w.frame.theme.system },
              { value: "light", text: w.frame.theme.light },
              { value: "dark", text: w.frame.theme.dark },
            ]}
          />
        </Setting>
      </Group>
      <Group title={w.people.work}>
        <div className="flex items-start gap-6">
          <label htmlFor={auto} className="flex-1">
            <span className="block font-medium">{w.people.auto}</span>
            <span className="measure block text-n4">{w.people.autoHint}</span>
          </label>
          <Switch.Root
            id={auto}
            checked={
              update.isPending && update.variables.auto_process !== undefined
                ? update.variables.auto_process
                : me.settings.auto_process
            }
            onCheckedChange={(auto_process) => update.mutate({ auto_process })}
            className="relative h-6 w-10 shrink-0 rounded-full bg-n3 transition-colors touch:after:absolute touch:after:-inset-2.5 touch:after:content-[''] data-[state=checked]:bg-accent"
          >
            <Switch.Thumb className="block size-5 translate-x-0.5 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-4.5" />
          </Switch.Root>
        </div>
      </Group>
    </div>
  );
}

function Setting({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <p className="font-medium">{label}</p>
      <p className="mb-2.5 text-n4">{hint}</p>
      {children}
    </div>
  );
}

function NameForm({ name }: { readonly name: string }) {
  const { w } = useSpeech();
  const update = useUpdateMe();
  const schema = z.object({ name: z.string().trim().min(1, w.people.needName).max(200) });
  const form = useForm<z.infer<typeof schema>>({ resolver: zodResolver(schema), values: { name } });
  return (
    <form
      noValidate
      onSubmit={(event) => void form.handleSubmit((values) => update.mutate(values))(event)}
      className="space-y-3"
    >
      <Field
        label={w.people.name}
        autoComplete="name"
        problem={form.formState.errors.name?.message}
        {...form.register("name")}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" tone="primary" disabled={!form.formState.isDirty || update.isPending}>
          {update.isPending ? w.people.saving : w.people.save}
        </Button>
        <span role="status">
          {update.isSuccess && !form.formState.isDirty ? (
            <span className="inline-flex items-center gap-1.5 text-good">
              <Check size={15} aria-hidden />
              {w.people.saved}
            </span>
          ) : null}
        </span>
      </div>
    </form>
  );
}
