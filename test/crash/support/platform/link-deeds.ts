import { json, proveIdentity, type Hands } from "./hands.ts";

export type Link = { readonly shareId: string; readonly fileId: string; readonly token: string };

/** A link to a file of one's own. Whose answer is lost makes a second one: of the first nobody knows the address. */
export async function makeLink(hands: Hands, password: string, fileId: string): Promise<Link | null> {
  if (!(await proveIdentity(hands, password))) return null;
  const from = performance.now();
  const { response, text } = await hands.asker.ask(`/api/files/${fileId}/shares`, json({ grantee: { kind: "link" } }));
  if (response.status !== 200) {
    hands.surprised(from, "make link", response.status, text);
    return null;
  }
  const { share, url } = JSON.parse(text) as { share: { id: string }; url: string };
  const token = new URL(url).pathname.replace("/s/", "");
  hands.note(from, { did: "made link", fileId, shareId: share.id });
  return { shareId: share.id, fileId, token };
}

/** Opens it as anybody may who holds it: without signing in. What it shows is noted by the marks in the file's rows. */
export async function openLink({ asker, note, surprised }: Hands, { shareId, token }: Link): Promise<void> {
  const from = performance.now();
  const signedOut = { headers: { cookie: "" } };
  const { response, text } = await asker.ask(`/api/links/${token}`, signedOut);
  if (response.status !== 200 && response.status !== 404) return surprised(from, "open link", response.status, text);
  const { file_name: fileName = null } = JSON.parse(text) as { file_name?: string };
  note(from, { did: "opened link", shareId, fileName: response.status === 200 ? fileName : null });
}
