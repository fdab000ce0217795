import { z } from "zod";

/**
 * What is said of the cause below a failure's sentences: what the system or a server said. What a reader of JSON or a schema says is for whoever
 * writes programs, and the sentences tell it in words: nothing then.
 */
export function causeLine(cause: unknown): string {
  if (!(cause instanceof Error) || cause instanceof z.ZodError || cause instanceof SyntaxError) return "";
  return `${cause.message}\n`;
}
