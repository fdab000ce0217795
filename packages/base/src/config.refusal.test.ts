import { describe, expect, test } from "vitest";
import { parseSettings, setting } from "./config.ts";
import { describeSettings } from "./config-help.ts";
import { Fault } from "./fault.ts";
import {
  addressKind,
  bytesKind,
  choiceKind,
  durationKind,
  integerKind,
  switchKind,
  textKind,
} from "./setting-kinds.ts";

const help = { es: "ayuda", en: "help" };
const settings = {
  port: setting(integerKind(0, 65535), { env: "CAUDAL_PORT", help, default: "8080" }),
  database: setting(addressKind(["postgres:"]), { env: "DATABASE_URL", help, secret: true }),
  size: setting(bytesKind(1), { env: "CAUDAL_MAX_UPLOAD_BYTES", help, default: "5GiB" }),
  wait: setting(durationKind(), { env: "CAUDAL_WAIT", help, default: "30s" }),
  level: setting(choiceKind(["info", "debug"]), { env: "CAUDAL_LOG_LEVEL", help, default: "info" }),
  auto: setting(switchKind(), { env: "CAUDAL_AUTO_PROCESS", help, default: "true" }),
  folder: setting(textKind(), { env: "CAUDAL_DATA_DIR", help, optional: true }),
};
const database = "postgres://someone:s3cr3t-word@localhost/x";

function problems(env: Record<string, string>, argv: string[] = [], alsoKnown: string[] = []): string[] {
  try {
    parseSettings(settings, env, argv, { language: "en", alsoKnown });
  } catch (error) {
    if (error instanceof Fault && error.code === "config_invalid") return String(error.params["problems"]).split("\n");
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("come from defaults, variables and flags, the later winning", () => {
    const values = parseSettings(
      settings,
      { DATABASE_URL: database, CAUDAL_PORT: "1", CAUDAL_LOG_LEVEL: "debug", CAUDAL_DATA_DIR: "" },
      ["--port", "2", "--wait=2h"],
    );
    expect(values).toEqual({ port: 2, database, size: 5 * 1024 ** 3, wait: 7_200_000, level: "debug", auto: true });
    expect(Object.isFrozen(values)).toBe(true);
  });

  test("that are wrong are all named at once, with what they must be", () => {
    const told = problems({
      CAUDAL_PORT: "70000",
      CAUDAL_MAX_UPLOAD_BYTES: "5 apples",
      CAUDAL_WAIT: "0s",
      CAUDAL_LOG_LEVEL: "loud",
      CAUDAL_AUTO_PROCESS: "maybe",
    });
    expect(told).toEqual([
      "CAUDAL_PORT: it has to be a whole number between 0 and 65535; got “70000”",
      "DATABASE_URL: missing; it has to be an address postgres://…",
      "CAUDAL_MAX_UPLOAD_BYTES: it has to be a size of at least 1 byte, such as 512MB or 5GiB; got “5 apples”",
      "CAUDAL_WAIT: it has to be a length of time such as 30s, 15m or 2h; got “0s”",
      "CAUDAL_LOG_LEVEL: it has to be one of: info, debug; got “loud”",
      "CAUDAL_AUTO_PROCESS: it has to be true or false; got “maybe”",
    ]);
  });

  test("that are secret are not repeated, and cannot be given where others see them", () => {
    const [told] = problems({ DATABASE_URL: "mysql://u:s3cr3t-word@h/x" });
    expect(told).toContain("DATABASE_URL");
    expect(told).not.toContain("s3cr3t-word");
    expect(problems({ DATABASE_URL: database }, ["--database-url", database])[0]).toContain("there is no such setting");
  });

  test("that nobody knows are refused with the nearest name", () => {
    expect(problems({ DATABASE_URL: database, CAUDAL_PROT: "1" })).toEqual([
      "CAUDAL_PROT: there is no such setting; did you mean CAUDAL_PORT?",
    ]);
    expect(problems({ DATABASE_URL: database, CAUDAL_ZEBRA_CROSSING: "1" })).toEqual([
      "CAUDAL_ZEBRA_CROSSING: there is no such setting; --help shows them all",
    ]);
    expect(
      problems(
        { DATABASE_URL: database, CAUDAL_TEST_SQLSERVER_URL: "x", CAUDAL_ELSEWHERE: "x" },
        [],
        ["CAUDAL_ELSEWHERE"],
      ),
    ).toEqual([]);
    expect(problems({ DATABASE_URL: database }, ["--prot", "1"])[0]).toContain("did you mean --port?");
    expect(problems({ DATABASE_URL: database }, ["--port"])).toEqual(["--port: its value is missing"]);
  });

  test("are described in both languages", () => {
    expect(describeSettings(settings, "en", "A program.")).toContain(
      "CAUDAL_PORT, --port\n      help\n      (a whole number between 0 and 65535; default: 8080)",
    );
    expect(describeSettings(settings, "es", "Un programa.")).toContain(
      "DATABASE_URL\n      ayuda\n      (una dirección postgres://…; obligatorio; secreto: solo como variable)",
    );
  });
});
