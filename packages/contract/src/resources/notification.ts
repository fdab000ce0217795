import { z } from "zod";
import { Id, Instant } from "./common.ts";

export const NotificationType = z.enum(["info", "success", "warning", "error"]);
export type NotificationType = z.infer<typeof NotificationType>;

export const Notification = z
  .object({
    id: Id,
    user_id: Id,
    title: z.string(),
    message: z.string(),
    type: NotificationType,
    related_file_id: Id.nullable(),
    is_read: z.boolean(),
    created_at: Instant,
  })
  .meta({ id: "Notification" });
export type Notification = z.infer<typeof Notification>;
