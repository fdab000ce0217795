import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import { makeZip } from "@caudal/sources/testing/make-zip.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const command = join(import.meta.dirname, "../bin/caudal.mjs");
const samples = join(import.meta.dirname, "../../server/samples");
let folder: string;
let temp: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-cli-"));
  temp = join(folder, "tmp");
  await mkdir(temp);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Starts the command as a shell does, in another folder than its own. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, program = process.execPath) {
  return spawn(program, [command, ...args], {
    cwd: folder,
    env: { ...process.env, LC_ALL: "", LC_MESSAGES: "", LC_NUMERIC: "", LANG: "", TMPDIR: temp, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}, program?: string): Promise<Ended> {
  const child = start(args, env, program);
  const [out, err] = [buffer(child.stdout), buffer(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: (await out).toString(), stderr: (await err).toString() };
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return name;
}

const nothingLeft = async (): Promise<void> => expect(await readdir(temp)).toEqual([]);

describe("a file that can be read", () => {
  it.each([
    ["es", { LANG: "es_AR.UTF-8" }, /5\.933 filas/, /35,9\s%/],
    ["es", { LANG: "es_AR.UTF-8", LC_NUMERIC: "es_MX.UTF-8" }, /5,933 filas/, /35\.9\s%/],
    ["es", { LANG: "en_US.UTF-8" }, /5\.933 filas/, /35,9\s%/],
    ["en", { LC_ALL: "en_ZA.UTF-8", LC_NUMERIC: "en_US.UTF-8" }, /5\s933 rows/, /35,9%/],
  ])("is told in %s with the figures of %o", async (language, system, rows, share) => {
    const file = join(samples, "ventas-2025.csv");
    const { stdout } = await run(["profile", file, "--lang", language, "--top", "0"], system);
    expect(stdout).toMatch(rows);
    expect(stdout).toMatch(share);
  });

  it("is told in Spanish, without progress and colours where no terminal is", async () => {
    const { code, stdout, stderr } = await run(["profile", join(samples, "ventas-2025.csv"), "--top", "3"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ventas-2025\.csv {2}[\d.]+ filas · 13 columnas · 6 filas no se pudieron leer/);
    expect(stdout.match(/^ ?\d+\. /gm)).toHaveLength(3);
    expect(stdout).toMatch(/… y \d+ más/);
    expect(stdout).not.toContain("\u001b");
    await nothingLeft();
  });

  it("is told in English by --lang and by the system's language", async () => {
    const file = await fileOf("a.csv", "id,zone\n1,north\n2,south\n");
    for (const { stdout } of [
      await run(["profile", file, "--lang", "en"]),
      await run(["profile", file], { LANG: "en_US.UTF-8" }),
    ])
      expect(stdout).toMatch(/2 rows · 2 columns/);
  });

  it("is the API's document with --json, alone on standard output", async () => {
    const { code, stdout, stderr } = await run(["profile", join(samples, "ventas-2025.csv"), "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const profile = ProfileDocument.parse(JSON.parse(stdout));
    expect(profile.rejected).toBe(6);
    const lines = (await readFile(join(samples, "ventas-2025.csv"), "utf8")).trimEnd().split("\n").length;
    expect(profile.rows + profile.rejected).toBeGreaterThan(0.99 * (lines - 1));
    expect(profile.file.size).toBe((await readFile(join(samples, "ventas-2025.csv"))).length);
    const importance = profile.insights.map((insight) => insight.importance);
    expect(importance).toEqual(importance.toSorted((a, b) => b - a));
  });

  it("may have a name that a terminal would obey: it is shown, not carried out", async () => {
    const file = await fileOf("a\u001b[2J\u202ecsv.\n.csv", "id,zona\n1,norte\n2,sur\n");
    const { code, stdout } = await run(["profile", file]);
    expect(code).toBe(0);
    for (const sign of ["\u001b", "\u202e"]) expect(stdout).not.toContain(sign);
    expect(stdout.split("\n")[0]).toContain("2 filas");
  });

  it("may be read by who stops listening", async () => {
    const child = start(["profile", join(samples, "ventas-2025.csv"), "--json"]);
    child.stdout.once("data", () => child.stdout.destroy());
    const err = buffer(child.stderr);
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, stderr: (await err).toString() }).toEqual({ code: 0, stderr: "" });
    await nothingLeft();
  });
});

describe("a file that cannot be read ends with 3, says why and what to do, and leaves nothing", () => {
  const parquet = (): Buffer => Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(5000, 7)]);
  const bomb = (): Uint8Array =>
    makeZip([
      { name: "[Content_Types].xml", text: Buffer.from("<Types/>") },
      { name: "xl/workbook.xml", text: Buffer.from("<workbook/>") },
      { name: "xl/worksheets/sheet1.xml", text: Buffer.alloc(64 << 20, 32) },
    ]);
  const cases: readonly (readonly [string, string, () => string | Uint8Array])[] = [
    ["empty", "vacio.csv", () => ""],
    ["a header and nothing else", "encabezados.csv", () => "id,zona,monto\n"],
    ["a truncated gzip", "cortado.csv.gz", () => gzipSync(`a,b\n${"1,2\n".repeat(90_000)}`).subarray(0, 200)],
    ["a truncated Parquet", "cortado.parquet", parquet],
    ["a zip bomb as a workbook", "bomba.xlsx", bomb],
    ["a picture with a wrong name", "foto.csv", () => Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
  ];
  it.each(cases)("%s", async (_, name, content) => {
    const { code, stdout, stderr } = await run(["profile", await fileOf(name, content())]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(/^caudal: .+\n.+\n.+/);
    expect(stderr).not.toMatch(/ at .+:\d+|undefined|\[object|súbelo|Lo conservamos|administra/);
    await nothingLeft();
  });

  it("a folder, which is said", async () => {
    const { code, stderr } = await run(["profile", "tmp"]);
    expect(code).toBe(3);
    expect(stderr).toBe(
      "caudal: No se puede abrir el archivo\n«tmp» es una carpeta.\nIndica uno de los archivos que contiene.\n",
    );
  });

  it("missing, or forbidden", async () => {
    await fileOf("secreto.csv", "a\n1\n");
    await chmod(join(folder, "secreto.csv"), 0o000);
    const forbidden = process.getuid?.() === 0 ? [] : ["secreto.csv"];
    for (const file of ["no-existe.csv", ...forbidden]) {
      const { code, stdout, stderr } = await run(["profile", file, "--lang", "en"]);
      expect({ file, code, stdout }).toEqual({ file, code: 3, stdout: "" });
      expect(stderr).toMatch(/^caudal: The file cannot be opened\n.+\nCheck the name/);
    }
  });
});

describe("little files are answered, not refused", () => {
  it("one row", async () => {
    const { code, stdout } = await run(["profile", await fileOf("a.csv", "id,zona,monto\n1,norte,5\n"), "--json"]);
    expect(code).toBe(0);
    expect(ProfileDocument.parse(JSON.parse(stdout))).toMatchObject({ rows: 1, rejected: 0 });
  });

  it("a text file under another name is read by its content", async () => {
    const { code, stdout } = await run(["profile", await fileOf("a.xlsx", "id,zona\n1,norte\n2,sur\n"), "--json"]);
    expect(code).toBe(0);
    expect(ProfileDocument.parse(JSON.parse(stdout)).file.reading.format).toBe("csv");
  });
});

it.each([
  [["profile"], "Falta el archivo"],
  [["frofile", "a.csv"], "frofile"],
  [["profile", "a.csv", "--nope"], "No se entiende la orden: --nope. Mira: caudal --help\n"],
  [["profile", "a.csv", "--top"], "Falta el valor de --top. Mira: caudal --help\n"],
  [["profile", "a.csv", "--top", "x"], "--top x"],
  [["profile", "a.csv", "--memory", "1MB"], "--memory 1MB"],
])("wrong usage %j ends with 2 and names what is wrong", async (args, named) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(named);
});

it("too little memory ends with 4 and says so", async () => {
  const rows = Array.from({ length: 250_000 }, (_, i) => `${i}-${(i * 7919) % 1_000_003}-${"relleno".repeat(20)},${i}`);
  const file = await fileOf("grande.csv", `texto,numero\n${rows.join("\n")}\n`);
  const { code, stdout, stderr } = await run(["profile", file, "--memory", "64MB"]);
  expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
  expect(stderr).toMatch(/^caudal: .*memoria/);
  await nothingLeft();
});

const linux = process.platform === "linux" ? it : it.skip;
linux.each(["SIGINT", "SIGTERM"] as const)("%s ends with 130, with no process and no scratch left", async (signal) => {
  const rows = Array.from({ length: 400_000 }, (_, i) => `${i},zona ${i % 97},${(i * 7919) % 10_007}.25`);
  const child = start(["profile", await fileOf("grande.csv", `id,zona,monto\n${rows.join("\n")}\n`)]);
  const closed = once(child, "close");
  const children = async (): Promise<string[]> =>
    (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").catch(() => ""))
      .split(" ")
      .filter(Boolean);
  await expect.poll(async () => (await children()).length, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
  const engines = await children();
  const told = buffer(child.stderr);
  child.kill(signal);
  const [code] = (await closed) as [number | null];
  expect(code).toBe(130);
  expect((await told).toString()).toBe(
    "caudal: Interrumpido\nTu archivo no se tocó y no queda nada a medias.\nPara empezar otra vez, repite la orden.\n",
  );
  for (const pid of engines) expect(() => process.kill(Number(pid), 0), pid).toThrow("ESRCH");
  await nothingLeft();
});

linux("starts under the Node that a machine has, from any folder", async () => {
  const path = (process.env["PATH"] ?? "")
    .split(":")
    .filter((each) => !each.includes("node_modules"))
    .join(":");
  const found = spawnSync("sh", ["-c", "command -v node"], { env: { PATH: path } })
    .stdout.toString()
    .trim();
  if (found === "") return;
  const { code, stdout } = await run(["profile", await fileOf("a.csv", "id,zona\n1,norte\n2,sur\n")], {}, found);
  expect(code).toBe(0);
  expect(stdout).toContain("2 filas");
});

/** The command at a terminal of so many columns, as script(1) makes one. Node gives no colours where CI is set. */
async function atTerminal(columns: number, args: string, env: NodeJS.ProcessEnv): Promise<string> {
  const typescript = join(folder, "typescript");
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...rest } = process.env;
  const child = spawn(
    "script",
    ["-qec", `stty cols ${columns}; "${process.execPath}" "${command}" ${args}`, typescript],
    {
      cwd: folder,
      env: { ...rest, TERM: "xterm-256color", LC_ALL: "es_MX.UTF-8", TMPDIR: temp, ...env },
      stdio: "ignore",
    },
  );
  await once(child, "close");
  return (await buffer(createReadStream(typescript)))
    .toString()
    .replace(/^Script started.*\n/, "")
    .replace(/\nScript done.*\n?$/, "");
}

linux.each([
  ["in colours", {}, true],
  ["without them where NO_COLOR says so", { NO_COLOR: "1" }, false],
  ["without them where the terminal knows none", { TERM: "dumb" }, false],
  ["in colours where FORCE_COLOR wants them", { TERM: "dumb", FORCE_COLOR: "1" }, true],
])("on a terminal progress is shown, and wiped in the end, %s", async (_, env: NodeJS.ProcessEnv, colours) => {
  const seen = await atTerminal(40, `profile ${join(samples, "ventas-2025.csv")} --top 3`, env);
  expect(seen.includes("\u001b")).toBe(colours);
  expect(seen).toContain("5,933 filas");
  const [progress = "", text = ""] = seen.split(/\r(?=[^\r]*ventas-2025)/);
  if (env["TERM"] === "dumb") expect(progress).not.toContain(" % ");
  else expect(progress).toMatch(/% Viendo.*\r +$/su);
  for (const line of stripVTControlCharacters(text).split(/\r?\n/)) expect(line.length, line).toBeLessThanOrEqual(40);
});

linux("Ctrl-C is answered also while the command is still being loaded", async () => {
  const said = "process.on('newListener',(name)=>{if(name==='SIGINT')process.stderr.write('listens\\n')})";
  const child = start(["profile", await fileOf("a.csv", "id,zona\n1,norte\n2,sur\n")], {
    NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(said)}"`,
  });
  const told: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => told.push(text));
  await once(child.stderr, "data");
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number | null];
  expect(told.join("").replaceAll("listens\n", "")).toMatch(/^caudal: Interrumpido\n/);
  expect(code).toBe(130);
  await nothingLeft();
});
