import type { AccessProfile } from "@caudal/contract/resources/access.ts";
import type { Member } from "@caudal/contract/resources/member.ts";
import { client } from "../../api/client.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { AskedChoice } from "./asked-choice.tsx";

/** The access profile of a member, chosen as a role is. */
export function ProfileChoice({
  member,
  isMe,
  profiles,
  disabled,
}: {
  readonly member: Member;
  readonly isMe: boolean;
  readonly profiles: readonly AccessProfile[];
  readonly disabled: boolean;
}) {
  const { w } = useSpeech();
  const words = w.admin.members;
  const manages = member.role === "owner" || member.role === "admin";
  const nameOf = (id: string): string => profiles.find((profile) => profile.id === id)?.name ?? "";
  return (
    <AskedChoice
      label={words.profile}
      options={profiles.map(({ id, name }) => ({ value: id, name }))}
      current={member.access_profile_id}
      disabled={disabled}
      action={words.profileChange}
      of={member.name}
      ask={(chosen) => ({
        title: isMe ? words.profileTitleMe(nameOf(chosen)) : words.profileTitle(member.name, nameOf(chosen)),
        text: manages ? words.profileTextManager : words.profileText,
      })}
      save={(id) => client.updateMember({ params: { id: member.user_id }, body: { access_profile_id: id } })}
    />
  );
}
