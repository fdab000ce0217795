import { z } from "zod";
import { everyRole, managers } from "../access/roles.ts";
import {
  Access,
  AccessProfile,
  Company,
  NewAccessProfile,
  NewTab,
  SaveAccessProfile,
  SaveCompany,
  SaveTab,
  SaveWarehouse,
  Tab,
  Warehouse,
} from "../resources/access.ts";
import { Id } from "../resources/common.ts";
import { defineRoute } from "./define-route.ts";

const PartParams = z.object({ id: Id });

export const getAccess = defineRoute({
  operationId: "getAccess",
  method: "get",
  path: "/api/access",
  tag: "administration",
  summary: "Companies, warehouses and tabs that the asker may see, and the fields that are hidden",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: Access },
  faults: [],
});

export const listCompanies = defineRoute({
  operationId: "listCompanies",
  method: "get",
  path: "/api/companies",
  tag: "administration",
  summary: "The account's companies by name, as far as the asker may see them",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Company) }) },
  faults: [],
});

export const createCompany = defineRoute({
  operationId: "createCompany",
  method: "post",
  path: "/api/companies",
  tag: "administration",
  summary: "Add a company",
  access: "member",
  roles: managers,
  keys: "account:manage",
  body: SaveCompany,
  answer: { kind: "json", status: 200, schema: Company },
  faults: ["name_taken", "origin_refused"],
});

export const updateCompany = defineRoute({
  operationId: "updateCompany",
  method: "patch",
  path: "/api/companies/{id}",
  tag: "administration",
  summary: "Change a company; of two, the later one's word stands",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  body: SaveCompany,
  answer: { kind: "json", status: 200, schema: Company },
  faults: ["not_found", "name_taken", "origin_refused"],
});

export const deleteCompany = defineRoute({
  operationId: "deleteCompany",
  method: "delete",
  path: "/api/companies/{id}",
  tag: "administration",
  summary: "Remove a company that nothing uses any more",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "in_use", "origin_refused"],
});

export const listWarehouses = defineRoute({
  operationId: "listWarehouses",
  method: "get",
  path: "/api/warehouses",
  tag: "administration",
  summary: "The account's warehouses by name, as far as the asker may see them",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Warehouse) }) },
  faults: [],
});

export const createWarehouse = defineRoute({
  operationId: "createWarehouse",
  method: "post",
  path: "/api/warehouses",
  tag: "administration",
  summary: "Add a warehouse",
  access: "member",
  roles: managers,
  keys: "account:manage",
  body: SaveWarehouse,
  answer: { kind: "json", status: 200, schema: Warehouse },
  faults: ["not_found", "name_taken", "origin_refused"],
});

export const updateWarehouse = defineRoute({
  operationId: "updateWarehouse",
  method: "patch",
  path: "/api/warehouses/{id}",
  tag: "administration",
  summary: "Change a warehouse; of two, the later one's word stands",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  body: SaveWarehouse,
  answer: { kind: "json", status: 200, schema: Warehouse },
  faults: ["not_found", "name_taken", "origin_refused"],
});

export const deleteWarehouse = defineRoute({
  operationId: "deleteWarehouse",
  method: "delete",
  path: "/api/warehouses/{id}",
  tag: "administration",
  summary: "Remove a warehouse that nothing uses any more",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "in_use", "origin_refused"],
});

export const listTabs = defineRoute({
  operationId: "listTabs",
  method: "get",
  path: "/api/tabs",
  tag: "administration",
  summary: "The account's tabs by name, as far as the asker may see them",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Tab) }) },
  faults: [],
});

export const createTab = defineRoute({
  operationId: "createTab",
  method: "post",
  path: "/api/tabs",
  tag: "administration",
  summary: "Add a tab",
  access: "member",
  roles: managers,
  keys: "account:manage",
  body: NewTab,
  answer: { kind: "json", status: 200, schema: Tab },
  faults: ["name_taken", "origin_refused"],
});

export const updateTab = defineRoute({
  operationId: "updateTab",
  method: "patch",
  path: "/api/tabs/{id}",
  tag: "administration",
  summary: "Change a tab; of two, the later one's word stands",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  body: SaveTab,
  answer: { kind: "json", status: 200, schema: Tab },
  faults: ["not_found", "name_taken", "origin_refused"],
});

export const deleteTab = defineRoute({
  operationId: "deleteTab",
  method: "delete",
  path: "/api/tabs/{id}",
  tag: "administration",
  summary: "Remove a tab that nothing uses any more",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "in_use", "origin_refused"],
});

export const listAccessProfiles = defineRoute({
  operationId: "listAccessProfiles",
  method: "get",
  path: "/api/access-profiles",
  tag: "administration",
  summary: "The account's access profiles by name",
  access: "member",
  roles: managers,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(AccessProfile) }) },
  faults: [],
});

export const createAccessProfile = defineRoute({
  operationId: "createAccessProfile",
  method: "post",
  path: "/api/access-profiles",
  tag: "administration",
  summary: "Add an access profile",
  access: "member",
  roles: managers,
  keys: "account:manage",
  body: NewAccessProfile,
  answer: { kind: "json", status: 200, schema: AccessProfile },
  faults: ["not_found", "name_taken", "origin_refused"],
});

export const updateAccessProfile = defineRoute({
  operationId: "updateAccessProfile",
  method: "patch",
  path: "/api/access-profiles/{id}",
  tag: "administration",
  summary: "Change an access profile as a whole; refused when somebody else changed it meanwhile",
  access: "member",
  roles: managers,
  keys: "account:manage",
  proof: "recent",
  params: PartParams,
  body: SaveAccessProfile,
  answer: { kind: "json", status: 200, schema: AccessProfile },
  faults: ["not_found", "name_taken", "changed_meanwhile", "origin_refused"],
});

export const giveProfileToNewcomers = defineRoute({
  operationId: "giveProfileToNewcomers",
  method: "post",
  path: "/api/access-profiles/{id}/newcomers",
  tag: "administration",
  summary: "From now on whoever joins without an invitation gets this access profile",
  access: "member",
  roles: managers,
  keys: "account:manage",
  proof: "recent",
  params: PartParams,
  answer: { kind: "json", status: 200, schema: AccessProfile },
  faults: ["not_found", "origin_refused"],
});

export const deleteAccessProfile = defineRoute({
  operationId: "deleteAccessProfile",
  method: "delete",
  path: "/api/access-profiles/{id}",
  tag: "administration",
  summary: "Remove an access profile that nothing uses any more",
  access: "member",
  roles: managers,
  keys: "account:manage",
  params: PartParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "in_use", "origin_refused"],
});

export const accessRoutes = {
  getAccess,
  listCompanies,
  createCompany,
  updateCompany,
  deleteCompany,
  listWarehouses,
  createWarehouse,
  updateWarehouse,
  deleteWarehouse,
  listTabs,
  createTab,
  updateTab,
  deleteTab,
  listAccessProfiles,
  createAccessProfile,
  updateAccessProfile,
  giveProfileToNewcomers,
  deleteAccessProfile,
};
