import { z } from "zod";
import { Id, PersonName } from "./common.ts";

export const Company = z.object({ id: Id, name: z.string() }).meta({ id: "Company" });
export type Company = z.infer<typeof Company>;
export const SaveCompany = z.object({ name: PersonName }).meta({ id: "SaveCompany" });

export const Warehouse = z.object({ id: Id, company_id: Id, name: z.string() }).meta({ id: "Warehouse" });
export type Warehouse = z.infer<typeof Warehouse>;
export const SaveWarehouse = z.object({ name: PersonName, company_id: Id }).meta({ id: "SaveWarehouse" });

/** A tab of the dashboards. `key` is the name by which programs know it; it never changes. */
export const Tab = z.object({ id: Id, key: z.string(), name: z.string() }).meta({ id: "Tab" });
export type Tab = z.infer<typeof Tab>;
export const NewTab = z
  .object({ key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), name: PersonName })
  .meta({ id: "NewTab" });
export const SaveTab = z.object({ name: PersonName }).meta({ id: "SaveTab" });

const Ids = z.array(Id).max(2000);

/** Which companies, warehouses, tabs and fields stay open to the members who have it. Owners and administrators see all of them. */
const profileParts = {
  name: PersonName,
  all_companies: z.boolean(),
  all_warehouses: z.boolean(),
  /** Names of fields that are left out of every answer. */
  hidden_fields: z.array(PersonName.max(100)).max(200),
  companies: Ids,
  warehouses: Ids,
  tabs: Ids,
};

export const AccessProfile = z
  .object({
    id: Id,
    ...profileParts,
    name: z.string(),
    hidden_fields: z.array(z.string()),
    /** How many members, and invitations that are still open, have it. */
    members: z.number().int(),
    invitations: z.number().int(),
    /** Whether whoever joins without an invitation gets it: whom the operator's sign-in service brings. One of the account's profiles is. */
    newcomers: z.boolean(),
    version: z.number().int(),
  })
  .meta({ id: "AccessProfile" });
export type AccessProfile = z.infer<typeof AccessProfile>;

export const NewAccessProfile = z.object(profileParts).meta({ id: "NewAccessProfile" });
/** The whole profile, and the version that was shown: another one in between is refused, so that nobody undoes what they did not see. One more has to be a version too. */
export const SaveAccessProfile = z
  .object({ ...profileParts, version: z.number().int().min(1).max(2_147_483_646) })
  .meta({ id: "SaveAccessProfile" });

/** What the asker may see, as the database gives it. */
export const Access = z
  .object({
    companies: z.array(Company),
    warehouses: z.array(Warehouse),
    tabs: z.array(Tab),
    hidden_fields: z.array(z.string()),
  })
  .meta({ id: "Access" });
export type Access = z.infer<typeof Access>;
