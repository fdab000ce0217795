import { expect, test } from "vitest";
import { parseCommand } from "./options.ts";

test("the file alone is enough, and the language follows the system, Spanish where it says nothing", () => {
  expect(parseCommand(["profile", "ventas.csv"], "es_MX.UTF-8")).toEqual({
    name: "profile",
    locale: "es",
    options: {
      file: "ventas.csv",
      json: false,
      top: 10,
      quiet: false,
      receipt: null,
      signWith: null,
      memoryBytes: 1_000_000_000,
      threads: null,
    },
  });
  expect(parseCommand(["profile", "x"], "en_US.UTF-8").locale).toBe("en");
  expect(parseCommand(["profile", "x"], "").locale).toBe("es");
  expect(parseCommand(["profile", "x", "--lang", "en"], "es_AR").locale).toBe("en");
});

test("a file whose name begins with a dash can be given behind two dashes", () => {
  expect(parseCommand(["profile", "--json", "--", "-raro.csv"], "")).toMatchObject({
    options: { file: "-raro.csv", json: true },
  });
});

test("what is not understood is named", () => {
  const because = (...args: string[]): unknown => {
    const command = parseCommand(args, "");
    return command.name === "misuse" ? command.because : command.name;
  };
  expect(because("perfil", "x")).toEqual({ kind: "command", text: "perfil" });
  expect(because("profile")).toEqual({ kind: "file", text: "" });
  expect(because("profile", "a", "b")).toEqual({ kind: "option", text: "b" });
  for (const [option, value] of [
    ["--top", "-1"],
    ["--top", "many"],
    ["--lang", "fr"],
    ["--memory", "1"],
    ["--memory", "lots"],
    ["--threads", "0"],
  ]) {
    expect(because("profile", "a", `${option}=${value}`), `${option} ${value}`).toMatchObject({ kind: "option" });
  }
  expect(because("profile", "a", "--nope")).toEqual({ kind: "option", text: "--nope" });
  expect(because("profile", "a", "-x")).toEqual({ kind: "option", text: "-x" });
  expect(because("profile", "a", "--toString")).toEqual({ kind: "option", text: "--toString" });
  expect(because("profile", "a", "--json=yes")).toEqual({ kind: "option", text: "--json=yes" });
  expect(because("profile", "a", "--top")).toEqual({ kind: "value", text: "--top" });
  expect(because("profile", "a", "--top", "--json")).toEqual({ kind: "value", text: "--top" });
  expect(parseCommand(["--nope", "--lang", "en"], "es_MX").locale).toBe("en");
});

test("sizes are read in powers of 1000 and of 1024", () => {
  const memory = (text: string): unknown => {
    const command = parseCommand(["profile", "a", "--memory", text], "");
    return command.name === "profile" ? command.options.memoryBytes : null;
  };
  expect(memory("512MB")).toBe(512_000_000);
  expect(memory("1.5 GiB")).toBe(1.5 * 2 ** 30);
  expect(memory("200000000")).toBe(200_000_000);
});

test("help is shown for no command at all, and when asked", () => {
  for (const args of [[], ["--help"], ["help"], ["profile", "-h"]]) expect(parseCommand(args, "").name).toBe("help");
  expect(parseCommand(["--version"], "").name).toBe("version");
});

test("the second step of somebody is removed by an address, at this machine's server unless another is named", () => {
  expect(parseCommand(["second-factor", "remove", "ana@ejemplo.test"], "")).toEqual({
    name: "second-factor",
    locale: "es",
    options: { help: false, email: "ana@ejemplo.test", url: "http://127.0.0.1:8080" },
  });
  const environment = { url: "https://caudal.ejemplo.test" };
  expect(parseCommand(["second-factor", "remove", "a@b", "--lang", "en"], "", environment)).toMatchObject({
    locale: "en",
    options: { url: "https://caudal.ejemplo.test" },
  });
  expect(parseCommand(["second-factor"], "")).toMatchObject({ options: { help: true } });
  for (const wrong of [
    ["remove"],
    ["remove", "ana"],
    ["drop", "a@b"],
    ["remove", "a@b", "c@d"],
    ["remove", "a@b", "--url", "x"],
  ])
    expect(parseCommand(["second-factor", ...wrong], "").name, wrong.join(" ")).toBe("misuse");
});
