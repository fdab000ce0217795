import { loadAuthSecret } from "../src/auth/auth-secret.ts";

/** A process that tells its parent the key of a data folder, once it is told to look. */
process.once("message", () => {
  void loadAuthSecret(undefined, process.argv[2] ?? "").then((key) => process.send?.(key, () => process.disconnect()));
});
process.send?.("ready");
