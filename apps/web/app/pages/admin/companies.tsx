import { useSuspenseQuery } from "@tanstack/react-query";
import { companiesQuery, warehousesQuery } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Empty } from "../../ui/empty.tsx";
import { AddForm, NamedRow } from "./named-list.tsx";

/** Companies, each with its warehouses. */
export function CompaniesSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: companies } = useSuspenseQuery(companiesQuery);
  const { data: warehouses } = useSuspenseQuery(warehousesQuery);
  const words = w.admin.companies;
  const still = me.viewing === null;
  return (
    <div className="space-y-6">
      {still ? <AddForm label={words.add} onAdd={(name) => client.createCompany({ body: { name } })} /> : null}
      {companies.length === 0 ? (
        <Empty title={words.none} text={words.noneText} />
      ) : (
        <ul className="divide-y divide-n2 border-y border-n2">
          {companies.map((company) => (
            <NamedRow
              key={company.id}
              item={company}
              still={still}
              onRename={(name) => client.updateCompany({ params: { id: company.id }, body: { name } })}
              onRemove={() => client.deleteCompany({ params: { id: company.id } })}
            >
              <div className="mt-3 border-l border-n2 pl-4">
                <ul aria-label={words.warehousesOf(company.name)}>
                  {warehouses
                    .filter((warehouse) => warehouse.company_id === company.id)
                    .map((warehouse) => (
                      <NamedRow
                        key={warehouse.id}
                        item={warehouse}
                        still={still}
                        onRename={(name) =>
                          client.updateWarehouse({
                            params: { id: warehouse.id },
                            body: { name, company_id: company.id },
                          })
                        }
                        onRemove={() => client.deleteWarehouse({ params: { id: warehouse.id } })}
                      />
                    ))}
                </ul>
                {still ? (
                  <AddForm
                    label={words.addWarehouse(company.name)}
                    tone="plain"
                    onAdd={(name) => client.createWarehouse({ body: { name, company_id: company.id } })}
                  />
                ) : null}
              </div>
            </NamedRow>
          ))}
        </ul>
      )}
    </div>
  );
}
