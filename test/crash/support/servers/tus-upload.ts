import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "./person.ts";

export type SentFile = { readonly name: string; readonly bytes: Uint8Array };

const version = { "tus-resumable": "1.0.0" };

/** Announces an upload; gives its path, the same at every server. */
export async function createUpload(person: Person, url: string, { name, bytes }: SentFile): Promise<string> {
  const response = await person.fetch(`${url}/api/uploads`, {
    method: "POST",
    headers: {
      ...version,
      "upload-length": String(bytes.byteLength),
      "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
    },
  });
  const location = response.headers.get("location");
  if (response.status !== 201 || location === null) throw new Error(`upload refused: ${await response.text()}`);
  return new URL(location, url).pathname;
}

/** Sends bytes from an offset on. Gives the answer, whose Caudal-File-Id names the file once all of them are there. */
export function patchUpload(
  person: Person,
  address: string,
  offset: number,
  body: NonNullable<RequestInit["body"]>,
  signal?: AbortSignal,
): Promise<Response> {
  return person.fetch(address, {
    method: "PATCH",
    headers: { ...version, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
    body,
    duplex: "half",
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Goes on with an upload until its file is there, as a client does that lost its connection: asks for the offset, and sends the rest. */
export async function finishUpload(
  person: Person,
  address: () => string,
  bytes: Uint8Array,
  atLeast = 0,
): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await tryToFinish(person, address(), bytes, atLeast);
    if (answer !== null) return answer;
    await delay(100);
  }
  throw new Error("the upload cannot be finished");
}

async function tryToFinish(
  person: Person,
  address: string,
  bytes: Uint8Array,
  atLeast: number,
): Promise<string | null> {
  let head: Response;
  try {
    head = await person.fetch(address, { method: "HEAD", headers: version });
  } catch {
    return null; // That server is gone: the next attempt asks the one that is there.
  }
  if (head.status === 423) return null;
  if (!head.ok) throw new Error(`HEAD ${address}: ${head.status}`);
  const known = head.headers.get("caudal-file-id");
  if (known !== null) return known;
  const offset = Number(head.headers.get("upload-offset"));
  if (offset < atLeast) throw new Error(`${atLeast} bytes were acknowledged, ${offset} are there`);
  const patch = await patchUpload(person, address, offset, Buffer.from(bytes.subarray(offset))).catch(() => null);
  return patch?.headers.get("caudal-file-id") ?? null;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
