import { z } from "zod";
import { MemberRole } from "../access/roles.ts";
import { Id, Locale, MailedName } from "./common.ts";
import { NotificationType } from "./notification.ts";
import { View } from "./view.ts";

/** The person signed in, the account in which this request acts, and what the access profile leaves open. */
export const Me = z
  .object({
    user_id: Id,
    email: z.string(),
    /** Whether the person has shown that mails to it reach them. */
    email_confirmed: z.boolean(),
    name: z.string(),
    locale: Locale,
    account: z.object({ id: Id, name: z.string(), role: MemberRole }),
    access_profile: z.object({
      name: z.string(),
      all_companies: z.boolean(),
      all_warehouses: z.boolean(),
      tabs: z.array(z.string()),
      hidden_fields: z.array(z.string()),
    }),
    /** Set while the person looks at the account as one of its members: role and access profile above are that member's then. */
    viewing: View.nullable(),
    settings: z.object({ auto_process: z.boolean(), mail_notices: z.array(NotificationType) }),
    /** What the account keeps and may is asked for on its own (`getAccountLimits`): no page opens without this, and sums grow with the files. */
    limits: z.object({ max_upload_bytes: z.number().int() }),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

export const UpdateMe = z
  .object({
    name: MailedName.optional(),
    locale: Locale.optional(),
    auto_process: z.boolean().optional(),
    /** Types of notifications that come by mail as well. */
    mail_notices: z.array(NotificationType).max(NotificationType.options.length).optional(),
  })
  .meta({ id: "UpdateMe" });
