import { z } from "zod";
import { Id, PersonName } from "./common.ts";

export const Account = z.object({ id: Id, name: z.string() }).meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

export const UpdateAccount = z.object({ name: PersonName }).meta({ id: "UpdateAccount" });
