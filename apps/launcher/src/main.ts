import { resolve } from "node:path";
import { whenParentGone } from "@caudal/base/service.ts";
import { launch } from "./launch.ts";
import { helpText, readSettings } from "./settings.ts";
import { describeFailure, tell } from "./tell.ts";

const checkout = resolve(import.meta.dirname, "../../..");
const argv = process.argv.slice(2);

/** Aborted by the first signal, or when whoever started us is gone. */
function listenForTheEnd(): AbortSignal {
  const end = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end.abort());
  void whenParentGone(false).then(() => end.abort());
  // Whoever read what we say is gone: that must not keep us from taking everything down.
  process.stdout.on("error", () => end.abort());
  return end.signal;
}

async function main(): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h")) {
    tell(helpText(checkout, process.env));
    return 0;
  }
  try {
    const settings = readSettings(checkout, process.env, argv);
    await launch({ checkout, settings, env: process.env, argv, ending: listenForTheEnd() });
    return 0;
  } catch (error) {
    tell(describeFailure(error, process.env));
    return 1;
  }
}

process.exit(await main());
