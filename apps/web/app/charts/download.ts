import { csvTable } from "@caudal/contract/format/csv-line.ts";
import type { ChartTable } from "./chart-model.ts";

/** A name that every file system takes, from a sentence. */
export function fileNameOf(title: string, extension: string): string {
  const name = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return `${name === "" ? "caudal" : name}.${extension}`;
}

/** The table of a chart as a file that any spreadsheet opens. */
export function csvOf({ columns, rows }: ChartTable): Blob {
  return new Blob([csvTable(columns, rows)], { type: "text/csv;charset=utf-8" });
}

export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken what it needs by its next task.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function blobOfDataUrl(address: string): Blob {
  const [head = "", body = ""] = address.split(",");
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5).split(";")[0] ?? "application/octet-stream" });
}
