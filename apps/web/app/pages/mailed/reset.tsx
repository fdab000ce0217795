import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { endedInWords } from "@caudal/contract/mails/ended-words.ts";
import type { Ended } from "@caudal/contract/resources/mailed-link.ts";
import type { z } from "zod";
import { client as calls } from "../../api/client.ts";
import { endPresence } from "../../api/presence.ts";
import { problemOf } from "../../api/failure.ts";
import { useOnlyService } from "../../api/provider.ts";
import { PasswordField } from "../../forms/field.tsx";
import { newPasswordSchema, passwordLength } from "../../forms/people-schemas.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { FailureNotice, Notice } from "../../ui/notice.tsx";
import { EnterFrame } from "../enter-frame.tsx";
import { OnlyThere } from "../only-there.tsx";
import { BackToSignIn } from "./follow-link.tsx";
import { useLinkToken } from "./link-token.ts";

export function ResetPage() {
  const { w } = useSpeech();
  const token = useLinkToken();
  const only = useOnlyService();
  if (only !== null) return <OnlyThere service={only} />;
  if (token !== "") return <ChoosePassword token={token} />;
  return (
    <EnterFrame title={w.mailed.resetTitle} below={<BackToSignIn />}>
      <Notice tone="bad" title={w.mailed.noToken} actions={<AppLink to={paths.forgot()}>{w.mailed.send}</AppLink>} />
    </EnterFrame>
  );
}

/** `ended`: what ended before, when the account was taken back. */
export function ChoosePassword({ token, ended }: { readonly token: string; readonly ended?: Ended }) {
  const { w } = useSpeech();
  const form = useForm<z.infer<ReturnType<typeof newPasswordSchema>>>({
    resolver: zodResolver(newPasswordSchema(w)),
    defaultValues: { password: "" },
  });
  const save = useMutation({
    mutationFn: (password: string) => calls.resetPassword({ body: { token, password } }),
    meta: { shown: true },
    onSuccess: endPresence,
    onError: (thrown) => {
      for (const { message } of problemOf(thrown)?.errors ?? []) form.setError("password", { message });
    },
  });
  return (
    <EnterFrame title={w.mailed.resetTitle} below={<BackToSignIn />}>
      {save.isSuccess ? (
        <div className="space-y-4">
          <Notice tone="good" title={w.mailed.resetDone}>
            <EndedList ended={save.data.ended} />
          </Notice>
          <AppLink to={paths.signIn()} className="font-medium text-accent underline underline-offset-3">
            {w.mailed.signIn}
          </AppLink>
        </div>
      ) : (
        <form
          noValidate
          method="post"
          onSubmit={(event) => void form.handleSubmit(({ password }) => save.mutate(password))(event)}
          className="space-y-4"
        >
          {ended === undefined ? (
            <p className="text-n5">{w.mailed.resetText}</p>
          ) : (
            <Notice tone="good" title={w.mailed.takenBack}>
              <EndedList ended={ended} />
            </Notice>
          )}
          {save.isError ? <FailureNotice failure={save.error} /> : null}
          <PasswordField
            label={w.mailed.newPassword}
            autoComplete="new-password"
            autoFocus
            hint={w.people.passwordHint(passwordLength.least)}
            problem={form.formState.errors.password?.message}
            {...form.register("password")}
          />
          <Button type="submit" tone="primary" className="h-10 touch:h-11 w-full" disabled={save.isPending}>
            {save.isPending ? w.people.saving : w.mailed.savePassword}
          </Button>
        </form>
      )}
    </EnterFrame>
  );
}

/** An account that was taken back by whoever signs in with the operator's own service alone. */
export function TakenBack({ ended }: { readonly ended: Ended }) {
  const { w } = useSpeech();
  return (
    <EnterFrame title={w.mailed.keepTitle} below={w.mailed.takenBackThere}>
      <div className="mb-4">
        <Notice tone="good" title={w.mailed.takenBackTitle}>
          <EndedList ended={ended} />
        </Notice>
      </div>
      <AppLink to={paths.signIn()} className="font-medium text-accent underline underline-offset-3">
        {w.mailed.signIn}
      </AppLink>
    </EnterFrame>
  );
}

function EndedList({ ended }: { readonly ended: Ended }) {
  const { locale } = useSpeech();
  const told = endedInWords(locale, ended);
  if (told.length === 0) return null;
  return (
    <ul className="mt-1 list-disc space-y-1 pl-5">
      {told.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
