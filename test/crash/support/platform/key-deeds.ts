import { json, proveIdentity, type Hands } from "./hands.ts";

export type Key = { readonly keyId: string; readonly secret: string };

/** An API key that may read files. One whose answer is lost is nobody's: it is taken back, so that there are never too many. */
export async function makeKey(hands: Hands, password: string): Promise<Key | null> {
  if (!(await proveIdentity(hands, password))) return null;
  const from = performance.now();
  const name = `clave ${hands.entries.length}`;
  const wanted = json({ name, scopes: ["files:read"], expires_in_days: 30 });
  const { response, text, times } = await hands.asker.ask("/api/me/keys", wanted);
  if (response.status !== 200) {
    hands.surprised(from, "make key", response.status, text);
    return null;
  }
  const { id, key } = JSON.parse(text) as { id: string; key: string };
  hands.note(from, { did: "made key", keyId: id });
  if (times > 1) await takeBackOthers(hands, name, id);
  return { keyId: id, secret: key };
}

async function takeBackOthers(hands: Hands, name: string, kept: string): Promise<void> {
  const from = performance.now();
  const { response, text } = await hands.asker.ask("/api/me/keys");
  if (response.status !== 200) return hands.surprised(from, "list keys", response.status, text);
  const { items } = JSON.parse(text) as { items: { id: string; name: string; active: boolean }[] };
  for (const key of items)
    if (key.active && key.name === name && key.id !== kept) await revokeKey(hands, { keyId: key.id, secret: "" });
}

/** Lists one's files by it: open or refused, and what it showed. */
export async function useKey({ asker, note, surprised }: Hands, { keyId, secret }: Key): Promise<void> {
  const from = performance.now();
  const headers = { cookie: "", authorization: `Bearer ${secret}` };
  const { response, text } = await asker.ask("/api/files?limit=200&whose=own", { headers });
  if (response.status !== 200 && response.status !== 401) return surprised(from, "use key", response.status, text);
  note(from, { did: "used key", keyId, open: response.status === 200 });
  if (response.status !== 200) return;
  const { items } = JSON.parse(text) as { items: { id: string; user_id: string }[] };
  note(from, { did: "listed", files: items.map(({ id, user_id: userId }) => ({ id, userId })) });
}

export async function revokeKey({ asker, note, surprised }: Hands, { keyId }: Key): Promise<void> {
  const from = performance.now();
  const { response, text, times } = await asker.ask(`/api/me/keys/${keyId}`, { method: "DELETE" });
  // Asked again after a lost answer, it may be revoked already.
  if (!response.ok && !(response.status === 404 && times > 1))
    return surprised(from, "revoke key", response.status, text);
  note(from, { did: "revoked key", keyId });
}
