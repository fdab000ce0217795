import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { client as calls } from "../../../api/client.ts";
import { meQuery } from "../../../api/queries.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { MailSentNotice } from "../../mailed/mail-sent.tsx";
import { Group } from "../group.tsx";

/** Of whoever has no password: the service that they sign in with instead, or null where it is not there any more. */
export type Lacking = { readonly service: string | null };

/** Beside the operator's own service there is no second door; without it a password comes by a mailed link, as a forgotten one does. */
export function NoPassword({ lacking: { service } }: { readonly lacking: Lacking }) {
  const { w, locale } = useSpeech();
  const words = w.mailed.password;
  const { data: me } = useSuspenseQuery(meQuery);
  const ask = useMutation({
    mutationFn: () => calls.requestPasswordReset({ body: { email: me.email, locale } }),
    meta: { shown: true },
  });
  return (
    <Group title={words.title}>
      <p className="measure text-n5">{words.none(service)}</p>
      {ask.isError ? <FailureNotice failure={ask.error} /> : null}
      {service !== null ? null : ask.isSuccess ? (
        <MailSentNotice sent={ask.data} text={w.mailed.email.verifySent(me.email)} />
      ) : (
        <Button disabled={ask.isPending} onClick={() => ask.mutate()}>
          {ask.isPending ? w.mailed.sending : words.chooseFirst}
        </Button>
      )}
    </Group>
  );
}
