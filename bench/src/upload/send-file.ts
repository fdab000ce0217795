import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { founderToken } from "@caudal/test/support/founder-token.ts";
import { pipeline } from "node:stream/promises";

/** Signs somebody up; gives the cookie. */
export async function signUp(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", "caudal-founder-token": founderToken },
    body: JSON.stringify({
      name: "Bench",
      email: `p${crypto.randomUUID()}@ejemplo.test`,
      password: "mañana llueve en Quito",
    }),
  });
  if (!response.ok) throw new Error(`sign-up: ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** Uploads a file by tus in one piece, as a browser does; gives the file's id. */
export async function sendFile(url: string, cookie: string, path: string): Promise<string> {
  const { size } = await stat(path);
  const created = await fetch(`${url}/api/uploads`, {
    method: "POST",
    headers: {
      cookie,
      "tus-resumable": "1.0.0",
      "upload-length": String(size),
      "upload-metadata": `filename ${Buffer.from("random.bin").toString("base64")}`,
    },
  });
  const location = created.headers.get("location");
  if (created.status !== 201 || location === null) throw new Error(`upload refused: ${created.status}`);
  const sending = request(new URL(location, url), {
    method: "PATCH",
    headers: {
      cookie,
      "tus-resumable": "1.0.0",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
      "content-length": String(size),
    },
  });
  const answered = once(sending, "response") as Promise<[IncomingMessage]>;
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sending);
  const [answer] = await answered;
  answer.resume();
  const fileId = answer.headers["caudal-file-id"];
  if (answer.statusCode !== 204 || typeof fileId !== "string") throw new Error(`upload ended ${answer.statusCode}`);
  return fileId;
}
