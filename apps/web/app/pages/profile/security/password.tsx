import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { client as calls } from "../../../api/client.ts";
import { PasswordField } from "../../../forms/field.tsx";
import { changePasswordSchema, passwordLength } from "../../../forms/people-schemas.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice, Notice } from "../../../ui/notice.tsx";
import { Group } from "../group.tsx";

export function Password() {
  const { w } = useSpeech();
  const words = w.mailed.password;
  const client = useQueryClient();
  const form = useForm<z.infer<ReturnType<typeof changePasswordSchema>>>({
    resolver: zodResolver(changePasswordSchema(w)),
    defaultValues: { password: "", new_password: "" },
  });
  const change = useMutation({
    mutationFn: (body: { readonly password: string; readonly new_password: string }) => calls.changePassword({ body }),
    meta: { shown: true },
    onSuccess: () => {
      form.reset();
      return client.invalidateQueries();
    },
  });
  const { errors } = form.formState;
  return (
    <Group title={words.title}>
      <p className="measure text-n5">{words.text}</p>
      <form
        noValidate
        method="post"
        onSubmit={(event) => void form.handleSubmit((values) => change.mutate(values))(event)}
        className="max-w-sm space-y-4"
      >
        {change.isError ? <FailureNotice failure={change.error} /> : null}
        {change.isSuccess ? <Notice tone="good" title={words.done} /> : null}
        <PasswordField
          label={words.current}
          autoComplete="current-password"
          problem={errors.password?.message}
          {...form.register("password")}
        />
        <PasswordField
          label={w.mailed.newPassword}
          autoComplete="new-password"
          hint={w.people.passwordHint(passwordLength.least)}
          problem={errors.new_password?.message}
          {...form.register("new_password")}
        />
        <Button type="submit" disabled={change.isPending}>
          {change.isPending ? words.changing : words.change}
        </Button>
      </form>
    </Group>
  );
}
