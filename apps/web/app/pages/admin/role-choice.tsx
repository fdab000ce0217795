import { useState } from "react";
import { MemberRole } from "@caudal/contract/access/roles.ts";
import type { Member } from "@caudal/contract/resources/member.ts";
import { useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { SelectField } from "../../forms/select-field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";

const manages = (role: MemberRole): boolean => role === "owner" || role === "admin";

/** The role of a member. Choosing saves nothing: by keyboard each role on the way is chosen. The button asks, and says what the role may do. */
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
  const change = useAdminChange((role: MemberRole) =>
    client.updateMember({ params: { id: member.user_id }, body: { role } }),
  );
  // Null: as it is, whatever that has become meanwhile.
  const [picked, setPicked] = useState<MemberRole | null>(null);
  const [asked, setAsked] = useState(false);
  const chosen = picked ?? member.role;
  const name = w.people.roles[chosen];
  const losesInvitations = manages(member.role) && !manages(chosen);
  return (
    <div>
      <SelectField
        label={words.role}
        value={chosen}
        disabled={disabled || change.isPending}
        onChange={(event) => setPicked(MemberRole.parse(event.target.value))}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {w.people.roles[role]}
          </option>
        ))}
      </SelectField>
      {chosen === member.role ? null : (
        <div className="mt-2">
          <Button size="small" tone="primary" disabled={disabled} onClick={() => setAsked(true)}>
            {words.roleChange}
            <span className="sr-only"> {member.name}</span>
          </Button>
        </div>
      )}
      {asked ? (
        <ConfirmDialog
          title={isMe ? words.roleTitleMe(name) : words.roleTitle(member.name, name)}
          text={[
            words.roleTexts[chosen],
            isMe ? words.roleHoldsMe : words.roleHolds,
            ...(losesInvitations ? [isMe ? words.roleInvitationsMe : words.roleInvitations] : []),
          ].join(" ")}
          confirm={words.roleChange}
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
