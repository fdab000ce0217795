import { z } from "zod";

/** What a member is in an account. Each may do what the next may, and more. */
export const MemberRole = z.enum(["owner", "admin", "analyst", "viewer"]);
export type MemberRole = z.infer<typeof MemberRole>;

/** Reads, and looks after what is the member's own. */
export const everyRole = MemberRole.options;
/** Brings files in and starts work. */
export const contributors = ["owner", "admin", "analyst"] as const satisfies readonly MemberRole[];
/** Decide who belongs to the account and what each may see. */
export const managers = ["owner", "admin"] as const satisfies readonly MemberRole[];
