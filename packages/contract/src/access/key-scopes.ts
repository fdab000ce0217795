import { z } from "zod";

/**
 * What an API key may be allowed, in its member's name and never beyond the member's role. files:read: files, what was found in them, runs,
 * notices and live events. files:write: bring files in, process, change and remove them. account:read: the account, its people and settings.
 * account:manage: change them.
 */
export const KeyScope = z.enum(["files:read", "files:write", "account:read", "account:manage"]);
export type KeyScope = z.infer<typeof KeyScope>;

/** What an operation asks of an API key. never: who asks has to have signed in, because what is done decides who gets in at all. */
export type KeyUse = KeyScope | "never";
