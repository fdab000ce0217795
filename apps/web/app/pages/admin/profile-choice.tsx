import { useState } from "react";
import type { AccessProfile } from "@caudal/contract/resources/access.ts";
import type { Member } from "@caudal/contract/resources/member.ts";
import { useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { SelectField } from "../../forms/select-field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";

/** The access profile of a member: chosen first and saved after a question, as a role is. */
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
  const change = useAdminChange((id: string) =>
    client.updateMember({ params: { id: member.user_id }, body: { access_profile_id: id } }),
  );
  // Null: as it is, whatever that has become meanwhile.
  const [picked, setPicked] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const chosen = picked ?? member.access_profile_id;
  const name = profiles.find(({ id }) => id === chosen)?.name ?? "";
  const manages = member.role === "owner" || member.role === "admin";
  return (
    <div>
      <SelectField
        label={words.profile}
        value={chosen}
        disabled={disabled || change.isPending}
        onChange={(event) => setPicked(event.target.value)}
      >
        {profiles.map((profile) => (
          <option key={profile.id} value={profile.id}>
            {profile.name}
          </option>
        ))}
      </SelectField>
      {chosen === member.access_profile_id ? null : (
        <div className="mt-2">
          <Button size="small" tone="primary" disabled={disabled} onClick={() => setAsked(true)}>
            {words.profileChange}
            <span className="sr-only"> {member.name}</span>
          </Button>
        </div>
      )}
      {asked ? (
        <ConfirmDialog
          title={isMe ? words.profileTitleMe(name) : words.profileTitle(member.name, name)}
          text={manages ? words.profileTextManager : words.profileText}
          confirm={words.profileChange}
          tone="primary"
          change={change}
          value={chosen}
          onClose={() => {
            setAsked(false);
            setPicked(null);
          }}
        />
      ) : null}
    </div>
  );
}
