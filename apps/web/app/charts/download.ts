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

/** CSV (RFC 4180) whose text cells cannot start a formula in a spreadsheet. */
export function csvOf(table: ChartTable): string {
  const write = (cell: string | number | null) => {
    if (cell === null) return "";
    if (typeof cell === "number") return String(cell);
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [table.columns, ...table.rows].map((row) => row.map(write).join(",")).join("\r\n");
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
