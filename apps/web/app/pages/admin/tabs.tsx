import { useSuspenseQuery } from "@tanstack/react-query";
import { tabsQuery } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { keyOfTab } from "./key-of-tab.ts";
import { AddForm, NamedRow } from "./named-list.tsx";

/** The tabs of the dashboards. */
export function TabsSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: tabs } = useSuspenseQuery(tabsQuery);
  const words = w.admin.tabs;
  const still = me.viewing === null;
  return (
    <div className="space-y-6">
      {still ? (
        <AddForm
          label={words.add}
          hint={words.hint}
          onAdd={(name) =>
            client.createTab({
              body: {
                name,
                key: keyOfTab(
                  name,
                  tabs.map((tab) => tab.key),
                ),
              },
            })
          }
        />
      ) : null}
      <ul className="divide-y divide-n2 border-y border-n2">
        {tabs.map((tab) => (
          <NamedRow
            key={tab.id}
            item={tab}
            detail={tab.key}
            still={still}
            onRename={(name) => client.updateTab({ params: { id: tab.id }, body: { name } })}
            onRemove={() => client.deleteTab({ params: { id: tab.id } })}
          />
        ))}
      </ul>
    </div>
  );
}
