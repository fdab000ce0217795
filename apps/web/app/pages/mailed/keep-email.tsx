import { useMutation } from "@tanstack/react-query";
import { client as calls } from "../../api/client.ts";
import { endPresence } from "../../api/presence.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { FollowLink } from "./follow-link.tsx";
import { useLinkToken } from "./link-token.ts";
import { ChoosePassword, TakenBack } from "./reset.tsx";

/** Where the link arrives that takes a change of address back; then another password is chosen at once. */
export function KeepEmailPage() {
  const { w } = useSpeech();
  const token = useLinkToken();
  const follow = useMutation({
    mutationFn: (sent: string) => calls.keepEmail({ body: { token: sent } }),
    meta: { shown: true },
    onSuccess: endPresence,
  });
  if (follow.isSuccess) {
    const { reset_token: choose, ended } = follow.data;
    return choose === null ? <TakenBack ended={ended} /> : <ChoosePassword token={choose} ended={ended} />;
  }
  const { keepTitle: title, keepText: text, keep: label, keeping: pendingLabel } = w.mailed;
  return <FollowLink {...{ token, title, text, label, pendingLabel, follow }} />;
}
