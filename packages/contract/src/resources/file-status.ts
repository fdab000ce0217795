import { z } from "zod";

export const FileStatus = z.enum(["uploaded", "processing", "done", "error"]);
export type FileStatus = z.infer<typeof FileStatus>;
