import { useSuspenseQuery } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
import { useState } from "react";
import type { AccessProfile } from "@caudal/contract/resources/access.ts";
import { accessProfilesQuery, useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { AccessProfileForm } from "./access-profile-form.tsx";

/** What each kind of member may see. */
export function AccessProfilesSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: profiles } = useSuspenseQuery(accessProfilesQuery);
  const [adding, setAdding] = useState(false);
  const words = w.admin.profiles;
  const still = me.viewing === null;
  return (
    <div className="space-y-6">
      <p className="measure text-n4">{words.about}</p>
      {adding ? (
        <AccessProfileForm profile={null} onClose={() => setAdding(false)} />
      ) : (
        <Button tone="primary" disabled={!still} onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      )}
      <ul className="divide-y divide-n2 border-y border-n2">
        {profiles.map((profile) => (
          <ProfileRow key={profile.id} profile={profile} still={still} />
        ))}
      </ul>
    </div>
  );
}

function ProfileRow({ profile, still }: { readonly profile: AccessProfile; readonly still: boolean }) {
  const { w } = useSpeech();
  const words = w.admin.profiles;
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [giving, setGiving] = useState(false);
  const remove = useAdminChange(() => client.deleteAccessProfile({ params: { id: profile.id } }));
  const give = useAdminChange(() => client.giveProfileToNewcomers({ params: { id: profile.id } }));
  return (
    <li className="py-4">
      {open ? (
        <AccessProfileForm profile={profile} onClose={() => setOpen(false)} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <div className="min-w-48 flex-1">
            <p className="font-medium [overflow-wrap:anywhere]">{profile.name}</p>
            <p className="text-sm text-n4">
              {[
                profile.all_companies ? words.allCompanies : words.companies(profile.companies.length),
                profile.all_warehouses ? words.allWarehouses : words.warehouses(profile.warehouses.length),
                words.tabs(profile.tabs.length),
                words.hidden(profile.hidden_fields.length),
                words.members(profile.members),
              ].join(" · ")}
            </p>
            {profile.newcomers ? (
              <p className="mt-1 flex items-center gap-1.5 text-sm">
                <DoorOpen size={14} aria-hidden className="shrink-0" />
                {words.newcomers}
              </p>
            ) : null}
          </div>
          <div className="flex flex-wrap gap-2">
            {profile.newcomers ? null : (
              <Button size="small" disabled={!still} onClick={() => setGiving(true)}>
                {words.giveNewcomers}
                <span className="sr-only"> {profile.name}</span>
              </Button>
            )}
            <Button size="small" disabled={!still} onClick={() => setOpen(true)}>
              {words.edit}
              <span className="sr-only"> {profile.name}</span>
            </Button>
            <Button size="small" disabled={!still} onClick={() => setRemoving(true)}>
              {w.admin.lists.remove}
              <span className="sr-only"> {profile.name}</span>
            </Button>
          </div>
        </div>
      )}
      {giving ? (
        <ConfirmDialog
          title={words.newcomersTitle(profile.name)}
          text={words.newcomersText}
          confirm={words.giveNewcomers}
          tone="primary"
          change={give}
          value={undefined}
          onClose={() => setGiving(false)}
        />
      ) : null}
      {removing ? (
        <ConfirmDialog
          title={w.admin.lists.removeTitle(profile.name)}
          text={w.admin.lists.removeText}
          confirm={w.admin.lists.remove}
          change={remove}
          value={undefined}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </li>
  );
}
