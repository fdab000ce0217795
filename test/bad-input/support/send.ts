import type { Person } from "../../crash/support/servers/person.ts";
import { createUpload, patchUpload, type SentFile } from "../../crash/support/servers/tus-upload.ts";

/** Uploads a file whole, by tus; gives the id of the file that it became. */
export async function send(person: Person, url: string, sent: SentFile): Promise<string> {
  const path = await createUpload(person, url, sent);
  const answer = await patchUpload(person, `${url}${path}`, 0, Buffer.from(sent.bytes));
  const fileId = answer.headers.get("caudal-file-id");
  if (answer.status !== 204 || fileId === null) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return fileId;
}
