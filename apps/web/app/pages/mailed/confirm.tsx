import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { client as calls } from "../../api/client.ts";
import { endPresence } from "../../api/presence.ts";
import { useOnlyService } from "../../api/provider.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { OnlyThere } from "../only-there.tsx";
import { FollowLink } from "./follow-link.tsx";
import { useLinkToken } from "./link-token.ts";

/** Where the link of a sign-up arrives: it makes the account and signs in. */
export function ConfirmPage() {
  const { w } = useSpeech();
  const token = useLinkToken();
  const router = useRouter();
  const follow = useMutation({
    mutationFn: (sent: string) => calls.confirmSignUp({ body: { token: sent } }),
    meta: { shown: true },
    onSuccess: () => {
      endPresence();
      router.history.push(paths.home());
    },
  });
  const only = useOnlyService();
  if (only !== null) return <OnlyThere service={only} />;
  const { confirmTitle: title, confirmText: text, confirm: label, confirming: pendingLabel } = w.mailed;
  return <FollowLink {...{ token, title, text, label, pendingLabel, follow }} />;
}
