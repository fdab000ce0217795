import type { MemberRole } from "@caudal/contract/access/roles.ts";
import type { Member } from "@caudal/contract/resources/member.ts";
import { client } from "../../api/client.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { AskedChoice } from "./asked-choice.tsx";

const manages = (role: MemberRole): boolean => role === "owner" || role === "admin";

/** The role of a member. The question says what the role may do. */
export function RoleChoice({
  member,
  isMe,
  roles,
  disabled,
}: {
  readonly member: Member;
  readonly isMe: boolean;
  readonly roles: readonly MemberRole[];
  readonly disabled: boolean;
}) {
  const { w } = useSpeech();
  const words = w.admin.members;
  const names = w.people.roles;
  return (
    <AskedChoice
      label={words.role}
      options={roles.map((role) => ({ value: role, name: names[role] }))}
      current={member.role}
      disabled={disabled}
      action={words.roleChange}
      of={member.name}
      ask={(chosen) => ({
        title: isMe ? words.roleTitleMe(names[chosen]) : words.roleTitle(member.name, names[chosen]),
        text: [
          words.roleTexts[chosen],
          isMe ? words.roleHoldsMe : words.roleHolds,
          ...(manages(member.role) && !manages(chosen) ? [isMe ? words.roleInvitationsMe : words.roleInvitations] : []),
        ].join(" "),
      })}
      save={(role) => client.updateMember({ params: { id: member.user_id }, body: { role } })}
    />
  );
}
