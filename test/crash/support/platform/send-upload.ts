import { setTimeout as delay } from "node:timers/promises";
import { sha256 } from "../servers/tus-upload.ts";
import type { Hands } from "./hands.ts";

const tus = { "tus-resumable": "1.0.0" };

/** Sends a file whose every row bears the sender's mark. Gives its id once it is acknowledged; null when something surprised, which is noted. */
export async function sendUpload(hands: Hands, name: string): Promise<string | null> {
  const { asker, random } = hands;
  const rows = 200 + Math.floor(random() * 1_500);
  const lines = Array.from(
    { length: rows },
    (_, row) => `${asker.userId};${row};${Math.floor(random() * 9_000) / 100};${row % 7}`,
  );
  const bytes = Buffer.from(`quien;numero;monto;grupo\n${lines.join("\n")}\n`);
  const from = performance.now();
  const made = await asker.ask("/api/uploads", {
    method: "POST",
    headers: {
      ...tus,
      "upload-length": String(bytes.byteLength),
      "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
    },
  });
  const location = made.response.headers.get("location");
  if (made.response.status !== 201 || location === null) {
    hands.surprised(from, "POST upload", made.response.status, made.text);
    return null;
  }
  const path = new URL(location, "http://here").pathname;
  const fileId = await sendAll(hands, path, bytes, from);
  const uploadId = path.split("/").at(-1) ?? "";
  if (fileId !== null) hands.note(from, { did: "uploaded", name, sha256: sha256(bytes), rows, fileId, uploadId });
  return fileId;
}

/** Asks for the offset and sends on from there, in two or three pieces, until the file has a name. What was acknowledged must be there. */
async function sendAll(
  { asker, random, surprised }: Hands,
  path: string,
  bytes: Buffer,
  from: number,
): Promise<string | null> {
  for (let acknowledged = 0; ;) {
    const head = await asker.ask(path, { method: "HEAD", headers: tus });
    const known = head.response.headers.get("caudal-file-id");
    if (known !== null) return known;
    const offset = Number(head.response.headers.get("upload-offset"));
    if (head.response.status !== 200 || offset < acknowledged) {
      surprised(from, `HEAD upload after ${acknowledged} bytes, at ${offset}`, head.response.status, head.text);
      return null;
    }
    const piece = bytes.subarray(
      offset,
      Math.min(bytes.byteLength, offset + Math.ceil(bytes.byteLength / (2 + Math.floor(random() * 2)))),
    );
    const answer = await asker.tryOnce(path, {
      method: "PATCH",
      headers: { ...tus, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
      body: piece,
    });
    if (answer?.status === 204) acknowledged = offset + piece.byteLength;
    // Another status is of a lock that a dead server's request holds, or of a database that is away: the next HEAD says more.
    await answer?.body?.cancel().catch(() => undefined);
    const done = answer?.headers.get("caudal-file-id");
    if (done !== null && done !== undefined) return done;
    if (answer === null || answer.status !== 204) await delay(100);
  }
}
