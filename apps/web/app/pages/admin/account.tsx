import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { client } from "../../api/client.ts";
import { keys, meQuery } from "../../api/queries.ts";
import { Field } from "../../forms/field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { AccountFactor } from "./account-factor.tsx";

/** The account itself: what it is called, and what it asks of whoever signs in. */
export function AccountSection() {
  return (
    <>
      <AccountName />
      <AccountFactor />
    </>
  );
}

function AccountName() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const cache = useQueryClient();
  const rename = useMutation({
    mutationFn: (name: string) => client.updateAccount({ body: { name } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.me }),
  });
  const schema = z.object({ name: z.string().trim().min(1, w.admin.account.needName).max(200) });
  const form = useForm<z.infer<typeof schema>>({ resolver: zodResolver(schema), values: { name: me.account.name } });
  return (
    <form
      noValidate
      onSubmit={(event) => void form.handleSubmit(({ name }) => rename.mutate(name))(event)}
      className="max-w-lg space-y-4"
    >
      <Field
        label={w.admin.account.name}
        hint={w.admin.account.nameHint}
        autoComplete="organization"
        disabled={me.viewing !== null}
        problem={form.formState.errors.name?.message}
        {...form.register("name")}
      />
      <div className="flex items-center gap-3">
        <Button
          type="submit"
          tone="primary"
          disabled={me.viewing !== null || !form.formState.isDirty || rename.isPending}
        >
          {rename.isPending ? w.people.saving : w.people.save}
        </Button>
        <span role="status">
          {rename.isSuccess && !form.formState.isDirty ? (
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
