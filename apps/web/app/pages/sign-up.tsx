import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { isSignedIn } from "@caudal/contract/resources/mailed-link.ts";
import type { SignUp } from "@caudal/contract/resources/sign-in.ts";
import { client as calls } from "../api/client.ts";
import { problemOf } from "../api/failure.ts";
import { endPresence } from "../api/presence.ts";
import { useOnlyService, useSignUpOpen } from "../api/provider.ts";
import { Field, PasswordField } from "../forms/field.tsx";
import { passwordLength, signUpSchema } from "../forms/people-schemas.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths, safeNext } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { EnterFrame } from "./enter-frame.tsx";
import { BackToSignIn } from "./mailed/follow-link.tsx";
import { MailSentNotice } from "./mailed/mail-sent.tsx";
import { OnlyThere } from "./only-there.tsx";

export function SignUpPage() {
  const { w, locale } = useSpeech();
  const { next } = useSearch({ from: "/sign-up" });
  const only = useOnlyService();
  const open = useSignUpOpen();
  const router = useRouter();
  const form = useForm<z.infer<ReturnType<typeof signUpSchema>>>({
    resolver: zodResolver(signUpSchema(w)),
    defaultValues: { name: "", email: "", password: "" },
  });
  const enter = useMutation({
    mutationFn: (body: SignUp) => calls.signUp({ body }),
    meta: { shown: true },
    onSuccess: (answer) => {
      if (!isSignedIn(answer)) return;
      endPresence();
      router.history.push(safeNext(next));
    },
    onError: (thrown) => {
      // What the server says of one field stands at that field.
      for (const problem of problemOf(thrown)?.errors ?? []) {
        const field = (["name", "email", "password"] as const).find((name) => problem.path.endsWith(name));
        if (field !== undefined) form.setError(field, { message: problem.message });
      }
    },
  });
  if (only !== null) return <OnlyThere service={only} next={safeNext(next)} />;
  if (enter.data !== undefined && !isSignedIn(enter.data))
    return (
      <EnterFrame title={w.people.signUpTitle} below={<BackToSignIn />}>
        <MailSentNotice sent={enter.data} text={w.mailed.signUpSent(enter.variables.email)} />
      </EnterFrame>
    );
  if (!open)
    return (
      <EnterFrame title={w.people.signUpClosedTitle} below={null}>
        <div className="space-y-6">
          <p className="text-n5">{w.people.signUpClosed}</p>
          <AppLink to={paths.signIn(next)} className={`${buttonClass("primary")} h-10 touch:h-11 w-full`}>
            {w.people.signIn}
          </AppLink>
        </div>
      </EnterFrame>
    );
  const { errors } = form.formState;
  return (
    <EnterFrame
      title={w.people.signUpTitle}
      below={
        <>
          {w.people.haveAccount}{" "}
          <AppLink to={paths.signIn(next)} className="font-medium text-accent underline underline-offset-3">
            {w.people.signIn}
          </AppLink>
        </>
      }
    >
      <form
        noValidate
        method="post"
        onSubmit={(event) => void form.handleSubmit((values) => enter.mutate({ ...values, locale }))(event)}
        className="space-y-4"
      >
        {enter.isError ? <FailureNotice failure={enter.error} /> : null}
        <Field
          label={w.people.name}
          autoComplete="name"
          autoFocus
          problem={errors.name?.message}
          {...form.register("name")}
        />
        <Field
          label={w.people.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          problem={errors.email?.message}
          {...form.register("email")}
        />
        <PasswordField
          label={w.people.newPassword}
          autoComplete="new-password"
          hint={w.people.passwordHint(passwordLength.least)}
          problem={errors.password?.message}
          {...form.register("password")}
        />
        <Button type="submit" tone="primary" className="h-10 touch:h-11 w-full" disabled={enter.isPending}>
          {enter.isPending ? w.people.signingUp : w.people.signUp}
        </Button>
      </form>
    </EnterFrame>
  );
}
