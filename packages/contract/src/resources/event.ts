import { z } from "zod";
import { FileResource } from "./file.ts";
import { Notification } from "./notification.ts";
import { Id } from "./common.ts";

/** What `/api/events` sends (SSE): the event's name is `topic`, its id a number that Last-Event-ID resumes after. */
export const LiveEvent = z.discriminatedUnion("topic", [
  z.object({ topic: z.literal("file"), file: FileResource }),
  z.object({ topic: z.literal("file_removed"), file_id: Id }),
  z.object({ topic: z.literal("insights"), file_id: Id, count: z.number().int() }),
  z.object({ topic: z.literal("notification"), notification: Notification }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
