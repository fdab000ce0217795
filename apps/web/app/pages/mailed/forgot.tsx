import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { client as calls } from "../../api/client.ts";
import { useOnlyService } from "../../api/provider.ts";
import { Field } from "../../forms/field.tsx";
import { emailSchema } from "../../forms/people-schemas.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { EnterFrame } from "../enter-frame.tsx";
import { OnlyThere } from "../only-there.tsx";
import { BackToSignIn } from "./follow-link.tsx";
import { MailSentNotice } from "./mail-sent.tsx";

/** Asks for a link to choose another password. What it says is the same for every address. */
export function ForgotPage() {
  const { w, locale } = useSpeech();
  const form = useForm<z.infer<ReturnType<typeof emailSchema>>>({
    resolver: zodResolver(emailSchema(w)),
    defaultValues: { email: "" },
  });
  const ask = useMutation({
    mutationFn: (email: string) => calls.requestPasswordReset({ body: { email, locale } }),
    meta: { shown: true },
  });
  const only = useOnlyService();
  if (only !== null) return <OnlyThere service={only} />;
  return (
    <EnterFrame title={w.mailed.forgotTitle} below={<BackToSignIn />}>
      {ask.isSuccess ? (
        <MailSentNotice sent={ask.data} text={w.mailed.resetSent(ask.variables)} />
      ) : (
        <form
          noValidate
          method="post"
          onSubmit={(event) => void form.handleSubmit(({ email }) => ask.mutate(email))(event)}
          className="space-y-4"
        >
          <p className="text-n5">{w.mailed.forgotText}</p>
          {ask.isError ? <FailureNotice failure={ask.error} /> : null}
          <Field
            label={w.people.email}
            type="email"
            autoComplete="username"
            inputMode="email"
            autoFocus
            problem={form.formState.errors.email?.message}
            {...form.register("email")}
          />
          <Button type="submit" tone="primary" className="h-10 touch:h-11 w-full" disabled={ask.isPending}>
            {ask.isPending ? w.mailed.sending : w.mailed.send}
          </Button>
        </form>
      )}
    </EnterFrame>
  );
}
