import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { makeZip } from "../../testing/make-zip.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.remove());

/** As the bytes of pictures and films look: nothing that text holds. */
const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919 + 13) % 256));
const begin = (mark: string): Buffer => Buffer.concat([Buffer.from(mark, "latin1"), noise]);
const tar = Buffer.alloc(2048);
tar.write("ventas.csv", 0);
tar.write("ustar", 257);
tar.write("a;b\n1;2\n", 512);

const cases: readonly [what: string, bytes: Buffer, es: RegExp, en: RegExp][] = [
  ["JPEG", begin("\xff\xd8\xff\xe0\x00\x10JFIF"), /una foto/, /a photo/],
  ["PNG", begin("\x89PNG\r\n\x1a\n"), /una foto/, /a photo/],
  ["a telephone's picture", begin("\0\0\0\x24ftypheic"), /una foto/, /a photo/],
  ["WebP", begin("RIFF\x24\x08\0\0WEBPVP8 "), /una foto/, /a photo/],
  ["SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), /una foto/, /a photo/],
  ["a film", begin("\0\0\0\x20ftypisom"), /un video/, /a video/],
  ["PDF", begin("%PDF-1.7\n"), /un PDF/, /a PDF/],
  [
    "DOCX",
    makeZip([
      { name: "[Content_Types].xml", text: "<Types/>" },
      { name: "word/document.xml", text: "<w/>" },
    ]),
    /un documento/,
    /a text document/,
  ],
  ["PPTX", makeZip([{ name: "ppt/presentation.xml", text: "<p/>" }]), /una presentación/, /a presentation/],
  ["RTF", Buffer.from("{\\rtf1\\ansi hola}"), /un documento/, /a text document/],
  [
    "a zip of files",
    makeZip([
      { name: "enero.csv", text: "a;b\n1;2\n" },
      { name: "febrero.csv", text: "a;b\n" },
    ]),
    /comprimido con varios archivos/,
    /archive of several files/,
  ],
  [
    "an empty zip",
    Buffer.from(`PK\x05\x06${"\0".repeat(18)}`, "latin1"),
    /comprimido con varios archivos/,
    /archive of several files/,
  ],
  ["a packed tar", gzipSync(tar), /comprimido con varios archivos/, /archive of several files/],
  ["7z", begin("7z\xbc\xaf\x27\x1c"), /comprimido con varios archivos/, /archive of several files/],
  ["a web page", Buffer.from("<!DOCTYPE html><table></table>"), /una página web/, /a web page/],
  ["a database", begin("SQLite format 3\0"), /una base de datos/, /a database/],
];

describe("what is no table is called what it is, whatever its name says", () => {
  it.each(cases)("%s", async (_what, bytes, es, en) => {
    for (const name of ["ventas.xlsx", "ventas.csv"]) {
      const fault = await bench.refuse(name, bytes);
      expect(fault.code).toBe("file_type_unknown");
      expect(faultText(fault, "es").detail).toMatch(es);
      expect(faultText(fault, "en").detail).toMatch(en);
      expect(faultText(fault, "es").detail).toContain(`«${name}»`);
      expect(faultText(fault, "es").action).not.toBe(faultText(fault, "en").action);
    }
  });

  it("says that a Parquet file is locked", async () => {
    expect((await bench.refuse("a.parquet", begin("PARE"))).code).toBe("file_encrypted");
  });

  it("takes a table whose header begins like one of these", async () => {
    for (const header of ["RIFF,b", "MZ,b", "ORC,b", "II*,b"]) {
      const found = await bench.inspect("a.csv", `${header}${"x".repeat(20)}\n1,2\n3,4\n`);
      expect(found.scan.columns).toHaveLength(2);
    }
  });

  it("says that NUL characters were left out", async () => {
    const found = await bench.inspect("a.csv", `a;b\n${"1;x\0\n2;y\n".repeat(50)}`);
    expect(found.reading.reasons.map((reason) => reason.key)).toContain("encoding_nul");
    await found.cleanup();
  });
});
