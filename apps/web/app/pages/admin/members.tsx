import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MemberRole } from "@caudal/contract/access/roles.ts";
import type { AccessProfile } from "@caudal/contract/resources/access.ts";
import type { Me } from "@caudal/contract/resources/me.ts";
import type { Member } from "@caudal/contract/resources/member.ts";
import { accessProfilesQuery, beginAnew, membersQuery, useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button, buttonClass } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Departures } from "./departures.tsx";
import { MemberWaysDialog, WaysLine } from "./member-ways.tsx";
import { ProfileChoice } from "./profile-choice.tsx";
import { RoleChoice } from "./role-choice.tsx";

/** Who belongs to the account, as what, and with which access. */
export function MembersSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: members } = useSuspenseQuery(membersQuery);
  const { data: profiles } = useSuspenseQuery(accessProfilesQuery);
  const words = w.admin.members;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="text-n4">{words.count(members.length)}</p>
        <AppLink to={paths.admin("invitations")} className={buttonClass("primary")}>
          {words.invite}
        </AppLink>
      </div>
      <ul className="divide-y divide-n2 border-y border-n2">
        {members.map((member) => (
          <MemberRow key={member.user_id} member={member} me={me} profiles={profiles} />
        ))}
      </ul>
      <p className="measure mt-4 text-sm text-n4">{words.rules}</p>
      <Departures />
    </>
  );
}

type Asked = "ways" | "remove" | "handOver" | "leave" | null;

function MemberRow({
  member,
  me,
  profiles,
}: {
  readonly member: Member;
  readonly me: Me;
  readonly profiles: readonly AccessProfile[];
}) {
  const { w, f } = useSpeech();
  const words = w.admin.members;
  const params = { id: member.user_id };
  const view = useAdminChange(() => client.beginView({ body: { user_id: member.user_id } }));
  const remove = useAdminChange(() => client.removeMember({ params }));
  const handOver = useAdminChange(() => client.handOver({ params }));
  const leave = useAdminChange(() => client.leaveAccount());
  const [asked, setAsked] = useState<Asked>(null);
  const isMe = member.user_id === me.user_id;
  const isOwner = me.account.role === "owner";
  /** The server holds to the same: an owner is changed by an owner alone, and nobody raises themselves. */
  const mayChange = me.viewing === null && (isOwner || (!isMe && member.role !== "owner"));
  const roles = MemberRole.options.filter((role) => role !== "owner" || isOwner || member.role === "owner");
  return (
    <li className="py-4">
      <div className="grid items-end gap-x-4 gap-y-3 lg:grid-cols-[1fr_11rem_13rem_auto]">
        <div className="min-w-0 self-center">
          <p className="font-medium [overflow-wrap:anywhere]">
            {member.name}
            {isMe ? <span className="font-normal text-n4"> · {words.you}</span> : null}
          </p>
          <p className="text-sm text-n4 [overflow-wrap:anywhere]">
            {member.email} · {words.since(f.date(member.joined_at))}
          </p>
          <WaysLine member={member} />
        </div>
        <RoleChoice member={member} isMe={isMe} roles={roles} disabled={!mayChange} />
        <ProfileChoice member={member} isMe={isMe} profiles={profiles} disabled={!mayChange} />
        <div className="flex flex-wrap gap-2 lg:w-64 lg:justify-end">
          {isMe ? (
            <Button size="small" disabled={me.viewing !== null} onClick={() => setAsked("leave")}>
              {words.leave}
            </Button>
          ) : (
            <>
              <Button
                size="small"
                disabled={me.viewing !== null || (member.role === "owner" && !isOwner) || view.isPending}
                onClick={() => view.mutate(undefined, { onSuccess: beginAnew })}
              >
                {words.viewAs}
                <span className="sr-only"> {member.name}</span>
              </Button>
              <Button size="small" disabled={!mayChange} onClick={() => setAsked("ways")}>
                {w.admin.ways.open}
                <span className="sr-only"> {member.name}</span>
              </Button>
              {isOwner && member.role !== "owner" ? (
                <Button size="small" disabled={me.viewing !== null} onClick={() => setAsked("handOver")}>
                  {words.handOver}
                  <span className="sr-only"> {member.name}</span>
                </Button>
              ) : null}
              <Button size="small" disabled={!mayChange} onClick={() => setAsked("remove")}>
                {words.remove}
                <span className="sr-only"> {member.name}</span>
              </Button>
            </>
          )}
        </div>
      </div>
      {view.isError ? (
        <div className="mt-3">
          <FailureNotice failure={view.error} />
        </div>
      ) : null}
      {asked === "ways" ? <MemberWaysDialog member={member} onClose={() => setAsked(null)} /> : null}
      {asked === "remove" ? (
        <ConfirmDialog
          title={words.removeTitle(member.name)}
          text={words.removeText}
          confirm={words.remove}
          change={remove}
          value={undefined}
          onClose={() => setAsked(null)}
        />
      ) : null}
      {asked === "handOver" ? (
        <ConfirmDialog
          title={words.handOverTitle(member.name)}
          text={words.handOverText}
          confirm={words.handOver}
          tone="primary"
          change={handOver}
          value={undefined}
          onClose={() => setAsked(null)}
          onDone={beginAnew}
        />
      ) : null}
      {asked === "leave" ? (
        <ConfirmDialog
          title={words.leaveTitle(me.account.name)}
          text={words.leaveText}
          confirm={words.leave}
          change={leave}
          value={undefined}
          onClose={() => setAsked(null)}
          onDone={beginAnew}
        />
      ) : null}
    </li>
  );
}
