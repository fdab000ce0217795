import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { FormEvent } from "react";
import type { InvitationOffer } from "@caudal/contract/resources/invitation.ts";
import { beginAnew } from "../api/admin-queries.ts";
import { client } from "../api/client.ts";
import { problemOf } from "../api/failure.ts";
import { keepInvitation, keptInvitation } from "../api/kept-invitation.ts";
import { useOnlyService } from "../api/provider.ts";
import { signInWaysQuery } from "../api/queries.ts";
import { Field, PasswordField } from "../forms/field.tsx";
import { passwordLength } from "../forms/people-schemas.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EnterFrame } from "./enter-frame.tsx";
import { InvitationOver, isOver } from "./invitation-over.tsx";
import { InvitedThere } from "./invited-there.tsx";
import { OrElse } from "./other-way.tsx";

/** Where the mail of an invitation leads. Its token stands behind the address's `#`, which no server sees. */
export function InvitationPage() {
  const { w, f } = useSpeech();
  const hash = useLocation({ select: (location) => location.hash });
  // Whoever comes back from signing in, here or at the operator's own service, has it in this window only.
  const [kept] = useState(keptInvitation);
  const token = hash === "" ? kept : hash;
  useEffect(() => {
    if (hash !== "") keepInvitation(hash);
  }, [hash]);
  const words = w.admin.invited;
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => client.lookUpInvitation({ body: { token } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const session = useQuery({ queryKey: ["session"], queryFn: ({ signal }) => client.getSession({ signal }) });
  const who = session.data?.user;
  const [refused, setRefused] = useState<Error | null>(null);
  // It may end while its page is open: in another window, or because whoever invited takes it back.
  const over = [offer.error, refused].find(isOver);
  if (over !== undefined && !session.isPending)
    return (
      <EnterFrame title={words.title} below={null}>
        <InvitationOver failure={over} signedIn={who !== undefined} />
      </EnterFrame>
    );
  return (
    <EnterFrame title={words.title} below={words.below}>
      {offer.isError && !isOver(offer.error) ? (
        <FailureNotice failure={offer.error} onRetry={() => void offer.refetch()} />
      ) : null}
      {offer.isPending || session.isPending ? <Skeleton className="h-40" /> : null}
      {offer.data === undefined || session.isPending ? null : (
        <div className="space-y-6">
          <p className="[overflow-wrap:anywhere]">
            {words.offer(offer.data.inviter, offer.data.account, w.people.roles[offer.data.role])}{" "}
            <span className="text-n4">{words.until(f.dateTime(offer.data.expires_at))}</span>
          </p>
          {who === undefined ? (
            <NewPerson token={token} offer={offer.data} onRefused={setRefused} />
          ) : (
            <Join token={token} email={who.email} onRefused={setRefused} />
          )}
        </div>
      )}
    </EnterFrame>
  );
}

/** Somebody signed in: one click. */
function Join({
  token,
  email,
  onRefused,
}: {
  readonly token: string;
  readonly email: string;
  readonly onRefused: (failure: Error) => void;
}) {
  const { w } = useSpeech();
  const words = w.admin.invited;
  const join = useMutation({
    mutationFn: () => client.joinByInvitation({ body: { token } }),
    meta: { shown: true },
    onSuccess: beginAnew,
    onError: onRefused,
  });
  const signOut = useMutation({
    mutationFn: () => client.signOut(),
    onSuccess: () => {
      // Signing out empties what this window kept; what the page holds of whoever went out goes with a load of it.
      keepInvitation(token);
      location.reload();
    },
  });
  return (
    <div className="space-y-4">
      {join.isError ? <FailureNotice failure={join.error} /> : null}
      <p className="text-n5 [overflow-wrap:anywhere]">{words.signedInAs(email)}</p>
      <Button tone="primary" className="h-10 touch:h-11 w-full" disabled={join.isPending} onClick={() => join.mutate()}>
        {words.join}
      </Button>
      <Button className="w-full" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        {words.other}
      </Button>
    </div>
  );
}

/** Somebody new says what they are called and chooses a password; somebody with an account signs in first, and comes back. */
function NewPerson({
  token,
  offer,
  onRefused,
}: {
  readonly token: string;
  readonly offer: InvitationOffer;
  readonly onRefused: (failure: Error) => void;
}) {
  const { w, locale } = useSpeech();
  const words = w.admin.invited;
  const service = useQuery(signInWaysQuery).data?.oidc?.name ?? null;
  const only = useOnlyService();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const accept = useMutation({
    mutationFn: () => client.acceptInvitation({ body: { token, name: name.trim(), password, locale } }),
    meta: { shown: true },
    onSuccess: beginAnew,
    onError: onRefused,
  });
  const fields = problemOf(accept.error)?.errors ?? [];
  const problem = (field: string): string | undefined => fields.find((each) => each.path.endsWith(field))?.message;
  const send = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  if (only !== null)
    return (
      <div className="space-y-4">
        <p className="text-n5 [overflow-wrap:anywhere]">{words.onlyThere(offer.email, only)}</p>
        <InvitedThere token={token} service={only} tone="primary" />
      </div>
    );
  return (
    <>
      {service === null ? null : (
        <div className="space-y-4">
          <InvitedThere token={token} service={service} tone="plain" />
          <OrElse />
        </div>
      )}
      <form noValidate method="post" onSubmit={send} className="space-y-4">
        {accept.isError && fields.length === 0 ? <FailureNotice failure={accept.error} /> : null}
        <Field label={w.people.email} type="email" autoComplete="username" readOnly value={offer.email} />
        <Field
          label={w.people.name}
          autoComplete="name"
          autoFocus
          problem={problem("name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordField
          label={w.people.newPassword}
          autoComplete="new-password"
          hint={w.people.passwordHint(passwordLength.least)}
          problem={problem("password")}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" tone="primary" className="h-10 touch:h-11 w-full" disabled={accept.isPending}>
          {words.accept}
        </Button>
      </form>
      <div className="border-t border-n2 pt-5">
        <p className="mb-3 text-n5">{words.known}</p>
        <AppLink to={paths.signIn(paths.invitation())} className={`${buttonClass("plain")} w-full`}>
          {w.people.signIn}
        </AppLink>
      </div>
    </>
  );
}
