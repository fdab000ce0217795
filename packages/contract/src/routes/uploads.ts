import type { KeyScope } from "../access/key-scopes.ts";
import { contributors } from "../access/roles.ts";

/** Where uploads go: tus 1.0 (https://tus.io/protocols/resumable-upload). Its headers speak and its bodies are bytes, so it is no route of the table; upload-paths.ts describes it. */
export const uploadsPath = "/api/uploads";

/** Who may send files. */
export const uploadRoles = contributors;
/** What an API key needs to send files. */
export const uploadKeyScope: KeyScope = "files:write";
