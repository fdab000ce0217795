import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client as calls } from "../../api/client.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { FollowLink } from "./follow-link.tsx";
import { useLinkToken } from "./link-token.ts";

/** Where the link to a new address arrives, or to the present one that is to be confirmed. */
export function ConfirmEmailPage() {
  const { w } = useSpeech();
  const token = useLinkToken();
  const client = useQueryClient();
  const follow = useMutation({
    mutationFn: (sent: string) => calls.confirmEmail({ body: { token: sent } }),
    meta: { shown: true },
    onSuccess: () => client.invalidateQueries(),
  });
  const { emailTitle: title, emailText: text, emailConfirm: label, confirming: pendingLabel } = w.mailed;
  const done = (
    <>
      <Notice tone="good" title={w.mailed.emailDone(follow.data?.email ?? "")} />
      <AppLink to={paths.home()} className="font-medium text-accent underline underline-offset-3">
        {w.mailed.home}
      </AppLink>
    </>
  );
  return <FollowLink {...{ token, title, text, label, pendingLabel, follow, done }} />;
}
