import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import type { SignIn } from "@caudal/contract/resources/sign-in.ts";
import { client as calls } from "../api/client.ts";
import { problemCode } from "../api/failure.ts";
import { hasLostSession } from "../api/lost-session.ts";
import { endPresence } from "../api/presence.ts";
import { useOnlyService, useSignUpOpen } from "../api/provider.ts";
import { Field, PasswordField } from "../forms/field.tsx";
import { signInSchema } from "../forms/people-schemas.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths, safeNext } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button } from "../ui/button.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { EnterFrame } from "./enter-frame.tsx";
import { OtherWay } from "./other-way.tsx";
import { SecondStep } from "./second-step.tsx";

export function SignInPage() {
  const { w } = useSpeech();
  const { next, problem, step } = useSearch({ from: "/sign-in" });
  const client = useQueryClient();
  const router = useRouter();
  const only = useOnlyService();
  const open = useSignUpOpen();
  const [lost] = useState(() => hasLostSession(client));
  const form = useForm<z.infer<ReturnType<typeof signInSchema>>>({
    resolver: zodResolver(signInSchema(w)),
    defaultValues: { email: "", password: "" },
  });
  const entered = () => {
    endPresence();
    router.history.push(safeNext(next));
  };
  const again = () => {
    enter.reset();
    if (step !== undefined) router.history.replace(paths.signIn(next));
  };
  const enter = useMutation({
    mutationFn: (body: SignIn) => calls.signIn({ body }),
    meta: { shown: true },
    onSuccess: entered,
  });
  // Also whoever comes back from the operator's own service, and has turned the second step on here.
  if (problemCode(enter.error) === "second_step_needed" || step === "second")
    return (
      <EnterFrame title={w.security.step.title} below={null}>
        <SecondStep onEntered={entered} onAgain={again} />
      </EnterFrame>
    );
  if (only !== null)
    return (
      <EnterFrame title={w.people.signInTitle} below={w.people.noPasswords(only)}>
        {lost && problem === undefined ? (
          <div className="mb-4">
            <Notice tone="info" title={w.people.expired} />
          </div>
        ) : null}
        <OtherWay next={safeNext(next)} problem={problem} />
      </EnterFrame>
    );
  const { errors } = form.formState;
  return (
    <EnterFrame
      title={w.people.signInTitle}
      below={
        open ? (
          <>
            {w.people.noAccount}{" "}
            <AppLink to={paths.signUp(next)} className="font-medium text-accent underline underline-offset-3">
              {w.people.signUp}
            </AppLink>
          </>
        ) : (
          w.people.askInvitation
        )
      }
    >
      <OtherWay next={safeNext(next)} problem={enter.isIdle ? problem : undefined} />
      <form
        noValidate
        method="post"
        onSubmit={(event) => void form.handleSubmit((values) => enter.mutate(values))(event)}
        className="space-y-4"
      >
        {lost && !enter.isError ? <Notice tone="info" title={w.people.expired} /> : null}
        {enter.isError ? <FailureNotice failure={enter.error} /> : null}
        <Field
          label={w.people.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          autoFocus
          problem={errors.email?.message}
          {...form.register("email")}
        />
        <PasswordField
          label={w.people.password}
          autoComplete="current-password"
          problem={errors.password?.message}
          {...form.register("password")}
        />
        <p>
          <AppLink to={paths.forgot()} className="text-accent underline underline-offset-3">
            {w.mailed.forgot}
          </AppLink>
        </p>
        <Button type="submit" tone="primary" className="h-10 touch:h-11 w-full" disabled={enter.isPending}>
          {enter.isPending ? w.people.signingIn : w.people.signIn}
        </Button>
      </form>
    </EnterFrame>
  );
}
