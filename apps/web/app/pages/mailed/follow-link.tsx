import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { FailureNotice, Notice } from "../../ui/notice.tsx";
import { EnterFrame } from "../enter-frame.tsx";

/** A page at which a mailed link arrives: it does nothing until its person says so, because machines open links in mails too. */
export function FollowLink<T>({
  token,
  title,
  text,
  label,
  pendingLabel,
  follow,
  done,
}: {
  readonly token: string;
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly pendingLabel: string;
  readonly follow: UseMutationResult<T, Error, string>;
  /** Instead of the button, once it was followed. */
  readonly done?: ReactNode;
}) {
  const { w } = useSpeech();
  const body =
    token === "" ? (
      <Notice tone="bad" title={w.mailed.noToken} />
    ) : follow.isSuccess && done !== undefined ? (
      done
    ) : (
      <>
        <p className="text-n5">{text}</p>
        {follow.isError ? <FailureNotice failure={follow.error} /> : null}
        <Button
          tone="primary"
          autoFocus
          className="h-10 touch:h-11 w-full"
          disabled={follow.isPending || follow.isSuccess}
          onClick={() => follow.mutate(token)}
        >
          {follow.isPending ? pendingLabel : label}
        </Button>
      </>
    );
  return (
    <EnterFrame title={title} below={<BackToSignIn />}>
      <div className="space-y-4">{body}</div>
    </EnterFrame>
  );
}

export function BackToSignIn() {
  const { w } = useSpeech();
  return (
    <AppLink to={paths.signIn()} className="font-medium text-accent underline underline-offset-3">
      {w.mailed.back}
    </AppLink>
  );
}
