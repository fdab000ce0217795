import { argv, env, exit, stderr, stdout } from "node:process";
import { runProfile } from "./commands/profile.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { parseCommand } from "./options.ts";
import { words } from "./words/words.ts";
import manifest from "../package.json" with { type: "json" };

/** A reader that closes early (`caudal … | head`) is no failure; a full disk behind `>` is. What was begun still cleans up after itself. */
let unwritten: ExitCode = exitCodes.done;
stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code !== "EPIPE") unwritten = exitCodes.resources;
});

async function carryOut(): Promise<ExitCode> {
  const command = parseCommand(argv.slice(2), env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "");
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
      stderr.write(
        `${kind === "command" ? said.unknownCommand(text) : kind === "file" ? said.missingFile : said.wrongOption(text)}\n`,
      );
      return exitCodes.usage;
    }
    case "profile":
      return runProfile(command.options, command.locale);
  }
}

const code = await carryOut();
await new Promise<void>((written) => stdout.write("", () => written()));
exit(code === exitCodes.done ? unwritten : code);
