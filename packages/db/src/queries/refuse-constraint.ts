import { Fault, type FaultCode } from "@caudal/base/fault.ts";
import { DatabaseError } from "pg";

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

  // What was there when it was looked for, and somebody took away before the change was written.
  access_profile_companies_access_profile_id_account_id_fkey: "not_found",
  access_profile_warehouses_access_profile_id_account_id_fkey: "not_found",
  access_profile_tabs_access_profile_id_account_id_fkey: "not_found",
  accounts_default_access_profile: "not_found",
  runs_file_id_account_id_user_id_fkey: "not_found",
  shares_file_id_account_id_user_id_fkey: "not_found",
  shares_account_id_grantee_user_id_fkey: "share_grantee_unknown",
  views_account_id_member_id_fkey: "not_found",
  webhook_deliveries_webhook_id_account_id_user_id_fkey: "not_found",
  // To enter an account that one was removed from just now.
  session_accounts_account_id_user_id_fkey: "not_found",
  session_accounts_session_id_fkey: "not_signed_in",
  views_session_id_fkey: "not_signed_in",
  // Who asks belongs to the account no more, or the account itself is gone.
  api_keys_account_id_user_id_fkey: "forbidden",
  shares_account_id_user_id_fkey: "forbidden",
  views_account_id_manager_id_fkey: "forbidden",
  webhooks_account_id_user_id_fkey: "forbidden",
  access_profiles_account_id_fkey: "forbidden",
  companies_account_id_fkey: "forbidden",
  files_account_id_fkey: "forbidden",
  invitations_account_id_fkey: "forbidden",
  runs_account_id_fkey: "forbidden",
  tabs_account_id_fkey: "forbidden",
  uploads_account_id_fkey: "forbidden",
  warehouses_account_id_fkey: "forbidden",
  // Who asks was erased.
  files_user_id_fkey: "not_signed_in",
  invitations_invited_by_fkey: "not_signed_in",
  runs_user_id_fkey: "not_signed_in",
  uploads_user_id_fkey: "not_signed_in",
  // Of several who follow a link to the same new address at once, one gets it. Whoever signs up does not meet this: see create-person.ts.
  user_email_key: "link_invalid",
};

/** What a constraint of that list says when it refuses a change; null for every other failure. */
export function faultOfConstraint(thrown: unknown): Fault | null {
  if (!(thrown instanceof DatabaseError) || thrown.constraint === undefined) return null;
  const code = meanings[thrown.constraint];
  return code === undefined ? null : new Fault(code, { cause: thrown });
}

/** Runs a change; when a constraint of that list refuses it, its Fault is thrown. The transaction is over then. */
export async function refuseByConstraint<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (thrown) {
    throw faultOfConstraint(thrown) ?? thrown;
  }
}
