import { z } from "zod";
import { Id } from "./common.ts";

export const ProcessFileRequest = z.object({ fileId: Id }).meta({ id: "ProcessFileRequest" });
export const ProcessFileResponse = z
  .object({ success: z.literal(true), jobId: z.string() })
  .meta({ id: "ProcessFileResponse" });
