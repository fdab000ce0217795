import { argv, env, exit, stderr, stdout } from "node:process";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { figureTag } from "./figure-tag.ts";
import { parseCommand, type ProfileOptions } from "./options.ts";
import { failureText } from "./words/failure-words.ts";
import { words } from "./words/words.ts";
import manifest from "../package.json" with { type: "json" };

/** A reader that closes early (`caudal … | head`) is no failure; a full disk behind `>` is. What was begun still cleans up after itself. */
let unwritten: ExitCode = exitCodes.done;
stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code !== "EPIPE") unwritten = exitCodes.resources;
});

/** Loading the engine takes a moment, in which Ctrl-C is answered too: nothing has been begun that would have to be cleared. */
async function profile(options: ProfileOptions, tag: LanguageTag): Promise<ExitCode> {
  const leave = (): void => {
    const { title, detail, action } = failureText({ code: "run_cancelled", params: {} }, tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`, () => exit(exitCodes.interrupted));
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, leave);
  const { runProfile } = await import("./commands/profile.ts");
  const running = runProfile(options, tag);
  for (const signal of signals) process.off(signal, leave);
  return running;
}

async function carryOut(): Promise<ExitCode> {
  const command = parseCommand(argv.slice(2), env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "", {
    url: env["CAUDAL_URL"] || undefined,
    apiKey: env["CAUDAL_API_KEY"] || undefined,
  });
  const said = words[command.locale];
  switch (command.name) {
    case "help":
      stdout.write(said.help);
      return exitCodes.done;
    case "version":
      stdout.write(`caudal ${manifest.version}\n`);
      return exitCodes.done;
    case "misuse": {
      const { kind, text } = command.because;
      const tell = {
        command: said.unknownCommand,
        file: () => said.missingFile,
        option: said.wrongOption,
        value: said.missingValue,
      };
      stderr.write(`${tell[kind](text)}\n`);
      return exitCodes.usage;
    }
    case "verify": {
      const { runVerify } = await import("./commands/verify.ts");
      return runVerify(command.options, figureTag(command.locale, env));
    }
    case "audit": {
      const { verifyAudit } = await import("./audit/verify-audit.ts");
      return verifyAudit(command.options, figureTag(command.locale, env));
    }
    case "acknowledge": {
      const { acknowledgeHeads } = await import("./audit/acknowledge-heads.ts");
      return acknowledgeHeads(command.options, figureTag(command.locale, env));
    }
    case "secrets": {
      const { changeKeys } = await import("./secrets/change-keys.ts");
      return changeKeys(command.options, figureTag(command.locale, env));
    }
    case "second-factor": {
      const { removeSecondFactor } = await import("./second-factor/remove-second-factor.ts");
      return removeSecondFactor(command.options, figureTag(command.locale, env));
    }
    case "quota": {
      const { runQuota } = await import("./quota/run-quota.ts");
      return runQuota(command.options, figureTag(command.locale, env));
    }
    case "profile":
      return profile(command.options, figureTag(command.locale, env));
  }
}

const code = await carryOut();
await new Promise<void>((written) => stdout.write("", () => written()));
exit(code === exitCodes.done ? unwritten : code);
