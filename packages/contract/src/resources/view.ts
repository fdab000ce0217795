import { z } from "zod";
import { Id, Instant } from "./common.ts";

export const BeginView = z.object({ user_id: Id }).meta({ id: "BeginView" });

/** As whom a manager looks at the account, and until when. */
export const View = z.object({ user_id: Id, name: z.string(), ends_at: Instant }).meta({ id: "View" });
export type View = z.infer<typeof View>;
