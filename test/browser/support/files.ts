import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import type { Visit } from "./visit.ts";

const checkout = resolve(import.meta.dirname, "../../..");

/** A file as a person has it on his desk. */
export type DeskFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** A year's sales with everything that is wrong in such files: `;`, Windows-1252, decimal commas, rows that cannot be read. */
export const sales: DeskFile = {
  name: "ventas-2025.csv",
  mimeType: "text/csv",
  buffer: readFileSync(join(checkout, "apps/server/samples/ventas-2025.csv")),
};

export function text(name: string, content: string): DeskFile {
  return { name, mimeType: "text/csv", buffer: Buffer.from(content) };
}

/** A table whose names and values belong to no language, with a trend, groups, gaps, repeated rows and two rows that cannot be read. */
export function neutralTable(name = "k7.csv"): DeskFile {
  const lines = ["k1,k2,k3,k4"];
  for (let day = 0; day < 300; day += 1) {
    const at = new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10);
    const group = day % 3;
    const noise = ((day * 7919) % 17) / 10;
    lines.push(`${at},Q${group},${(day * 0.7 + noise).toFixed(1)},${day % 4 === 0 ? "" : group * 40 + (day % 7)}`);
  }
  lines.push(...lines.slice(-3), "2025-11-01,Q1,7.5,3,9,9", "2025-11-02,Q2,8.5,4,9,9");
  return text(name, `${lines.join("\n")}\n`);
}

/** Chooses files with the button, as a person who does not drag. */
export async function choose(page: Page, files: readonly DeskFile[]): Promise<void> {
  await page.locator('main input[type="file"]').setInputFiles([...files]);
}

/** Drops files on the page, wherever. */
export async function drop(page: Page, file: DeskFile): Promise<void> {
  const carried = await page.evaluateHandle(
    ({ name, mimeType, base64 }) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: mimeType }));
      return data;
    },
    { name: file.name, mimeType: file.mimeType, base64: file.buffer.toString("base64") },
  );
  await page.dispatchEvent("body", "dragenter", { dataTransfer: carried });
  await page.getByText(/Suelta para subir|Drop to upload/).waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: carried });
}

type Listed = { readonly id: string; readonly file_name: string; readonly status: string };

/** Sends a file the page's way without looking at it: one request that creates the upload and carries it. */
export async function send({ context, api }: Visit, file: DeskFile): Promise<string> {
  const base64 = (value: string) => Buffer.from(value).toString("base64");
  const response = await context.request.post("/api/uploads", {
    headers: {
      "tus-resumable": "1.0.0",
      "upload-length": String(file.buffer.length),
      "upload-metadata": `filename ${base64(file.name)},filetype ${base64(file.mimeType)}`,
      "content-type": "application/offset+octet-stream",
    },
    data: file.buffer,
  });
  if (!response.ok()) throw new Error(`upload: ${response.status()} ${await response.text()}`);
  const { items } = await api<{ items: Listed[] }>("/api/files?limit=200");
  const sent = items.find((item) => item.file_name === file.name);
  if (sent === undefined) throw new Error(`${file.name} is not listed`);
  return sent.id;
}

/** Waits until a file was read, or could not be. */
export async function settled({ api, page }: Visit, id: string): Promise<string> {
  for (;;) {
    const { status } = await api<Listed>(`/api/files/${id}`);
    if (status === "done" || status === "error") return status;
    await page.waitForTimeout(100);
  }
}
