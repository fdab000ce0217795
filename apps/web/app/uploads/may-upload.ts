import type { Me } from "@caudal/contract/resources/me.ts";
import { uploadRoles } from "@caudal/contract/routes/uploads.ts";

/** Whether files may be sent from this page: by the role, and by nobody who looks as somebody else. */
export function mayUpload({ account, viewing }: Pick<Me, "account" | "viewing">): boolean {
  return viewing === null && uploadRoles.some((role) => role === account.role);
}
