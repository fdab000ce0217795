import { z } from "zod";
import { FileReading, ColumnProfile } from "./reading.ts";
import { InsightBody } from "./insight.ts";

/** What `caudal profile FILE --json` prints and `GET /api/files/{id}/profile` answers. */
export const ProfileDocument = z
  .object({
    file: z.object({ name: z.string(), size: z.number().int(), sha256: z.string(), reading: FileReading }),
    rows: z.number().int(),
    rejected: z.number().int(),
    columns: z.array(ColumnProfile),
    insights: z.array(InsightBody),
  })
  .meta({ id: "ProfileDocument" });
export type ProfileDocument = z.infer<typeof ProfileDocument>;
