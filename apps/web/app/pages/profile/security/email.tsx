import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { client as calls } from "../../../api/client.ts";
import { meQuery } from "../../../api/queries.ts";
import { Field, PasswordField } from "../../../forms/field.tsx";
import { changeEmailSchema } from "../../../forms/people-schemas.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { MailSentNotice } from "../../mailed/mail-sent.tsx";
import { Group } from "../group.tsx";
import type { Lacking } from "./no-password.tsx";

/** The address with which one signs in: whether it is confirmed, and changing it. */
export function Email({ lacking }: { readonly lacking: Lacking | null }) {
  const { w } = useSpeech();
  const words = w.mailed.email;
  const { data: me } = useSuspenseQuery(meQuery);
  const verify = useMutation({ mutationFn: () => calls.verifyEmail(), meta: { shown: true } });
  const form = useForm<z.infer<ReturnType<typeof changeEmailSchema>>>({
    resolver: zodResolver(changeEmailSchema(w)),
    defaultValues: { email: "", password: "" },
  });
  const change = useMutation({
    mutationFn: (body: { readonly email: string; readonly password: string }) => calls.changeEmail({ body }),
    meta: { shown: true },
    onSuccess: () => form.reset(),
  });
  const { errors } = form.formState;
  return (
    <Group title={words.title}>
      <p className="measure text-n5 [overflow-wrap:anywhere]">
        {words.now(me.email)} {me.email_confirmed ? words.confirmed : words.unconfirmed}
      </p>
      {verify.isError ? <FailureNotice failure={verify.error} /> : null}
      {verify.isSuccess ? <MailSentNotice sent={verify.data} text={words.verifySent(me.email)} /> : null}
      {me.email_confirmed || verify.isSuccess ? null : (
        <Button disabled={verify.isPending} onClick={() => verify.mutate()}>
          {words.verify}
        </Button>
      )}
      {lacking !== null ? (
        <p className="measure text-n5">{words.lacking(lacking.service)}</p>
      ) : (
        <form
          noValidate
          method="post"
          onSubmit={(event) => void form.handleSubmit((values) => change.mutate(values))(event)}
          className="max-w-sm space-y-4"
        >
          {change.isError ? <FailureNotice failure={change.error} /> : null}
          {change.isSuccess ? <MailSentNotice sent={change.data} text={words.sent(change.variables.email)} /> : null}
          <Field
            label={words.new}
            type="email"
            inputMode="email"
            autoComplete="email"
            problem={errors.email?.message}
            {...form.register("email")}
          />
          <PasswordField
            label={w.mailed.password.current}
            autoComplete="current-password"
            problem={errors.password?.message}
            {...form.register("password")}
          />
          <Button type="submit" disabled={change.isPending}>
            {change.isPending ? words.changing : words.change}
          </Button>
        </form>
      )}
    </Group>
  );
}
