import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import type { PendingSignUp } from "@caudal/contract/resources/mailed-link.ts";
import { client as calls } from "../../api/client.ts";
import { mayAskAgain } from "../../api/failure.ts";
import { endPresence } from "../../api/presence.ts";
import { useOnlyService } from "../../api/provider.ts";
import { Field, PasswordField } from "../../forms/field.tsx";
import { passwordSchema } from "../../forms/people-schemas.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { FailureNotice, Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EnterFrame } from "../enter-frame.tsx";
import { OnlyThere } from "../only-there.tsx";
import { BackToSignIn } from "./follow-link.tsx";
import { useLinkToken } from "./link-token.ts";

/** Where the link of a sign-up arrives: with the password chosen then it makes the account and signs in. */
export function ConfirmPage() {
  const { w } = useSpeech();
  const token = useLinkToken();
  const pending = useQuery({
    queryKey: ["sign-up", token],
    queryFn: () => calls.lookUpSignUp({ body: { token } }),
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const only = useOnlyService();
  if (only !== null) return <OnlyThere service={only} />;
  return (
    <EnterFrame title={w.mailed.confirmTitle} below={<BackToSignIn />}>
      {token === "" ? (
        <Notice tone="bad" title={w.mailed.noToken} />
      ) : pending.isError ? (
        // A reload would lose the token, which has left the address.
        <FailureNotice
          failure={pending.error}
          onRetry={mayAskAgain(pending.error) ? () => void pending.refetch() : undefined}
        />
      ) : pending.data === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <Confirm token={token} pending={pending.data} />
      )}
    </EnterFrame>
  );
}

/** Says whom it makes: anybody can sign up with anybody's address, and only who did knows the password. */
function Confirm({ token, pending }: { readonly token: string; readonly pending: PendingSignUp }) {
  const { w } = useSpeech();
  const router = useRouter();
  const form = useForm<z.infer<ReturnType<typeof passwordSchema>>>({
    resolver: zodResolver(passwordSchema(w)),
    defaultValues: { password: "" },
  });
  const enter = useMutation({
    mutationFn: (password: string) => calls.confirmSignUp({ body: { token, password } }),
    meta: { shown: true },
    onSuccess: () => {
      endPresence();
      router.history.push(paths.home());
    },
  });
  return (
    <form
      noValidate
      method="post"
      onSubmit={(event) => void form.handleSubmit(({ password }) => enter.mutate(password))(event)}
      className="space-y-4"
    >
      <p className="text-n5">{w.mailed.confirmText}</p>
      {enter.isError ? <FailureNotice failure={enter.error} /> : null}
      <Field label={w.people.name} readOnly value={pending.name} />
      <Field label={w.people.email} type="email" autoComplete="username" readOnly value={pending.email} />
      <PasswordField
        label={w.mailed.chosenPassword}
        autoComplete="current-password"
        autoFocus
        problem={form.formState.errors.password?.message}
        {...form.register("password")}
      />
      <Button type="submit" tone="primary" className="h-10 touch:h-11 w-full" disabled={enter.isPending}>
        {enter.isPending ? w.mailed.confirming : w.mailed.confirm}
      </Button>
      <p className="text-n5">
        {w.mailed.notYou}{" "}
        <AppLink to={paths.signUp()} className="font-medium text-accent underline underline-offset-3">
          {w.mailed.signUpYourself}
        </AppLink>
      </p>
    </form>
  );
}
