import type { accessRoutes } from "@caudal/contract/routes/access.ts";
import {
  giveToNewcomers,
  insertAccessProfile,
  listAccessProfiles,
  removeAccessProfile,
  saveAccessProfile,
  type AccessProfileRow,
} from "@caudal/db/queries/access-profiles.ts";
import {
  changeWarehouse,
  insertCompany,
  insertTab,
  insertWarehouse,
  listCompanies,
  listHiddenFields,
  listTabs,
  listWarehouses,
  removePart,
  renameCompany,
  renameTab,
} from "@caudal/db/queries/access.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";

/** Rows are the database's and frozen; answers are lists of their own. */
const listOf = <T extends object>(rows: readonly T[]) => ({ items: rows.map((row) => ({ ...row })) });

const profileResource = (row: AccessProfileRow) => ({
  ...row,
  hidden_fields: [...row.hidden_fields],
  companies: [...row.companies],
  warehouses: [...row.warehouses],
  tabs: [...row.tabs],
});

/** Companies, warehouses, tabs and the access profiles that open them. */
export function accessHandlers(db: Kysely<Database>): HandlersOf<typeof accessRoutes> {
  return {
    getAccess: async ({ person }) =>
      readInScope(db, person.scope, async (tx) => ({
        companies: listOf(await listCompanies(tx)).items,
        warehouses: listOf(await listWarehouses(tx)).items,
        tabs: listOf(await listTabs(tx)).items,
        hidden_fields: [...(await listHiddenFields(tx))],
      })),

    listCompanies: async ({ person }) => listOf(await readInScope(db, person.scope, listCompanies)),
    createCompany: async ({ body, person: { scope } }) =>
      withScope(db, scope, (tx) => insertCompany(tx, scope.accountId, body.name)),
    updateCompany: async ({ params, body, person }) =>
      withScope(db, person.scope, (tx) => renameCompany(tx, params.id, body.name)),
    deleteCompany: async ({ params, person }) => {
      await withScope(db, person.scope, (tx) => removePart(tx, "companies", params.id));
    },

    listWarehouses: async ({ person }) => listOf(await readInScope(db, person.scope, listWarehouses)),
    createWarehouse: async ({ body, person: { scope } }) =>
      withScope(db, scope, (tx) => insertWarehouse(tx, scope.accountId, body)),
    updateWarehouse: async ({ params, body, person }) =>
      withScope(db, person.scope, (tx) => changeWarehouse(tx, params.id, body)),
    deleteWarehouse: async ({ params, person }) => {
      await withScope(db, person.scope, (tx) => removePart(tx, "warehouses", params.id));
    },

    listTabs: async ({ person }) => listOf(await readInScope(db, person.scope, listTabs)),
    createTab: async ({ body, person: { scope } }) =>
      withScope(db, scope, (tx) => insertTab(tx, scope.accountId, body)),
    updateTab: async ({ params, body, person }) =>
      withScope(db, person.scope, (tx) => renameTab(tx, params.id, body.name)),
    deleteTab: async ({ params, person }) => {
      await withScope(db, person.scope, (tx) => removePart(tx, "tabs", params.id));
    },

    listAccessProfiles: async ({ person }) => ({
      items: (await readInScope(db, person.scope, (tx) => listAccessProfiles(tx))).map(profileResource),
    }),
    createAccessProfile: async ({ body, person: { scope } }) =>
      profileResource(await withScope(db, scope, (tx) => insertAccessProfile(tx, scope.accountId, body))),
    updateAccessProfile: async ({ params, body, person: { scope } }) =>
      profileResource(await withScope(db, scope, (tx) => saveAccessProfile(tx, scope.accountId, params.id, body))),
    giveProfileToNewcomers: async ({ params, person: { scope } }) =>
      profileResource(await withScope(db, scope, (tx) => giveToNewcomers(tx, scope.accountId, params.id))),
    deleteAccessProfile: async ({ params, person }) => {
      await withScope(db, person.scope, (tx) => removeAccessProfile(tx, params.id));
    },
  };
}
