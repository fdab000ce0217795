import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent } from "react";
import { InvitedRole } from "@caudal/contract/resources/invitation.ts";
import type { Invitation } from "@caudal/contract/resources/invitation.ts";
import { accessProfilesQuery, invitationsQuery, membersQuery, useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Field } from "../../forms/field.tsx";
import { SelectField } from "../../forms/select-field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { FailureNotice } from "../../ui/notice.tsx";

/** Asks people to join, and shows what became of it. */
export function InvitationsSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: invitations } = useSuspenseQuery(invitationsQuery);
  const { data: members } = useSuspenseQuery(membersQuery);
  const words = w.admin.invitations;
  const sender = ({ invited_by }: Invitation): string => {
    if (invited_by === me.user_id) return words.byMe;
    const member = members.find(({ user_id }) => user_id === invited_by);
    return member === undefined ? words.byGone : words.by(member.name);
  };
  return (
    <div className="space-y-8">
      {me.viewing === null ? <InviteForm /> : null}
      {invitations.length === 0 ? (
        <Empty title={words.none} text={words.noneText} />
      ) : (
        <ul className="divide-y divide-n2 border-y border-n2">
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              sender={sender(invitation)}
              still={me.viewing === null}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function InviteForm() {
  const { w } = useSpeech();
  const { data: profiles } = useSuspenseQuery(accessProfilesQuery);
  const words = w.admin.invitations;
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<InvitedRole>("analyst");
  // Somebody else may delete the chosen one meanwhile: then it is as if none had been chosen, and what is shown is what is sent.
  const [picked, setPicked] = useState<string | null>(null);
  const offered =
    profiles.find(({ id }) => id === picked) ?? profiles.find(({ newcomers }) => newcomers) ?? profiles[0];
  const profile = offered?.id ?? "";
  const invite = useAdminChange(() =>
    client.invite({ body: { email: email.trim(), role, access_profile_id: profile } }),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(undefined, { onSuccess: () => setEmail("") });
  };
  return (
    <form noValidate onSubmit={send} className="space-y-4">
      <div className="grid items-start gap-4 md:grid-cols-[1fr_12rem_14rem]">
        <Field
          label={words.email}
          type="email"
          inputMode="email"
          autoComplete="off"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <SelectField
          label={w.admin.members.role}
          value={role}
          onChange={(event) => setRole(InvitedRole.parse(event.target.value))}
          hint={words.roleHints[role]}
        >
          {InvitedRole.options.map((option) => (
            <option key={option} value={option}>
              {w.people.roles[option]}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={w.admin.members.profile}
          value={profile}
          onChange={(event) => setPicked(event.target.value)}
        >
          {profiles.map((option) => (
            <option key={option.id} value={option.id}>
              {option.name}
            </option>
          ))}
        </SelectField>
      </div>
      {invite.isError ? <FailureNotice failure={invite.error} /> : null}
      <div className="flex items-center gap-3">
        <Button type="submit" tone="primary" disabled={email.trim() === "" || invite.isPending}>
          {invite.isPending ? words.sending : words.send}
        </Button>
        <span role="status" className="text-good">
          {invite.isSuccess && email === "" ? words.sent : null}
        </span>
      </div>
    </form>
  );
}

const tones = { open: "text-ink", expired: "text-warn", accepted: "text-good", revoked: "text-n4" } as const;

type RowProps = { readonly invitation: Invitation; readonly sender: string; readonly still: boolean };

function InvitationRow({ invitation, sender, still }: RowProps) {
  const { w, f } = useSpeech();
  const words = w.admin.invitations;
  const params = { id: invitation.id };
  const resend = useAdminChange(() => client.resendInvitation({ params }));
  const revoke = useAdminChange(() => client.revokeInvitation({ params }));
  const waits = invitation.state === "open" || invitation.state === "expired";
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-48 flex-1">
          <p className="font-medium [overflow-wrap:anywhere]">{invitation.email}</p>
          <p className="text-sm text-n4">
            {w.people.roles[invitation.role]} ·{" "}
            <span className={tones[invitation.state]}>{words.states[invitation.state]}</span> ·{" "}
            {invitation.state === "open"
              ? words.until(f.dateTime(invitation.expires_at))
              : words.since(f.dateTime(invitation.sent_at))}{" "}
            · {sender}
          </p>
        </div>
        {waits && still ? (
          <div className="flex gap-2">
            <Button size="small" disabled={resend.isPending} onClick={() => resend.mutate(undefined)}>
              {resend.isSuccess ? words.resent : words.resend}
            </Button>
            <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
              {words.revoke}
            </Button>
          </div>
        ) : null}
      </div>
      {resend.isError || revoke.isError ? (
        <div className="mt-3">
          <FailureNotice failure={resend.error ?? revoke.error} />
        </div>
      ) : null}
    </li>
  );
}
