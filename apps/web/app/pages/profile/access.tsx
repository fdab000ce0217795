import { useSuspenseQuery } from "@tanstack/react-query";
import { accessQuery } from "../../api/admin-queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Group } from "./group.tsx";

/** What the person may see, as the database gives it; in a view, what that member may. */
export function AccessSection() {
  const { w } = useSpeech();
  const { data: access } = useSuspenseQuery(accessQuery);
  const words = w.admin.access;
  return (
    <div className="max-w-3xl divide-y divide-n2">
      <p className="measure pb-4 text-n4">{words.about}</p>
      <Group title={words.companies}>
        <Names names={access.companies.map((company) => company.name)} none={words.noCompanies} />
      </Group>
      <Group title={words.warehouses}>
        <Names names={access.warehouses.map((warehouse) => warehouse.name)} none={words.noWarehouses} />
      </Group>
      <Group title={words.tabs}>
        <Names names={access.tabs.map((tab) => tab.name)} none={words.noTabs} />
      </Group>
      <Group title={words.hidden}>
        <Names names={access.hidden_fields} none={words.noHidden} />
      </Group>
    </div>
  );
}

function Names({ names, none }: { readonly names: readonly string[]; readonly none: string }) {
  if (names.length === 0) return <p className="text-n4">{none}</p>;
  return (
    <ul className="space-y-1">
      {names.map((name, index) => (
        <li key={`${index} ${name}`} className="[overflow-wrap:anywhere]">
          {name}
        </li>
      ))}
    </ul>
  );
}
