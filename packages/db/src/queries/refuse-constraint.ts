import { Fault, type FaultCode } from "@caudal/base/fault.ts";

/** Names of constraints, and what it means to a person when one of them refuses a change. */
const meanings: Readonly<Record<string, FaultCode>> = {
  companies_account_id_name_key: "name_taken",
  warehouses_company_id_name_key: "name_taken",
  tabs_account_id_key_key: "name_taken",
  access_profiles_account_id_name_key: "name_taken",
  members_keep_an_owner: "last_owner",
  // The account goes with its owner's erasure: to whoever would join it, it is gone.
  members_account_stays: "invitation_unknown",
  being_erased: "not_signed_in",
  members_access_profile_id_account_id_fkey: "not_found",
  invitations_one_open: "invitation_pending",
  invitations_access_profile_id_account_id_fkey: "not_found",
  warehouses_company_id_account_id_fkey: "not_found",
  access_profile_companies_company_id_account_id_fkey: "not_found",
  access_profile_warehouses_warehouse_id_account_id_fkey: "not_found",
  access_profile_tabs_tab_id_account_id_fkey: "not_found",
  views_session_id_key: "conflict",
};

/** Runs a change; when a constraint of that list refuses it, its Fault is thrown. The transaction is over then. */
export async function refuseByConstraint<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (thrown) {
    const constraint =
      thrown instanceof Error && "constraint" in thrown && typeof thrown.constraint === "string"
        ? thrown.constraint
        : "";
    const code = meanings[constraint];
    throw code === undefined ? thrown : new Fault(code, { cause: thrown });
  }
}
