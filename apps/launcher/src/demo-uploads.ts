import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";

/** fetch with the session of the person signed in, towards this server. */
export type SessionFetch = (path: string, init?: RequestInit & { duplex?: "half" }) => Promise<Response>;

const tusHeaders = { "Tus-Resumable": "1.0.0" } as const;

/** Makes room for a file on the server, by tus 1.0 (https://tus.io/protocols/resumable-upload). @returns the upload's path, or null when the file is larger than the server takes */
export async function beginUpload(send: SessionFetch, endpoint: string, file: string): Promise<string | null> {
  const name = Buffer.from(basename(file), "utf8").toString("base64");
  const response = await send(endpoint, {
    method: "POST",
    headers: { ...tusHeaders, "Upload-Length": String(statSync(file).size), "Upload-Metadata": `filename ${name}` },
  });
  const location = response.headers.get("location");
  if (response.status === 413) return null;
  if (response.status !== 201 || location === null) throw await refusal(response);
  return location;
}

/** Sends what the server does not have yet of an upload. @returns false when the server does not know the upload any more */
export async function finishUpload(send: SessionFetch, upload: string, file: string): Promise<boolean> {
  const seen = await send(upload, { method: "HEAD", headers: tusHeaders });
  if (seen.status === 404 || seen.status === 410) return false;
  const offset = Number(seen.headers.get("upload-offset"));
  if (!seen.ok || !Number.isSafeInteger(offset)) throw await refusal(seen);
  if (offset === statSync(file).size) return true;
  const response = await send(upload, {
    method: "PATCH",
    headers: { ...tusHeaders, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
    body: Readable.toWeb(createReadStream(file, { start: offset })) as ReadableStream<Uint8Array>,
    duplex: "half",
  });
  if (!response.ok) throw await refusal(response);
  return true;
}

async function refusal(response: Response): Promise<Fault> {
  const said = (await response.text()).slice(0, 500);
  return new Fault("internal", { cause: new Error(`${response.status} ${response.url}: ${said}`) });
}
