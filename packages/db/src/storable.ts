/**
 * PostgreSQL's text and jsonb hold neither U+0000 nor half a surrogate pair, and files from people contain both.
 * Each becomes U+FFFD; everything else stays as it is.
 */
export function storableText(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

/** A value as JSON that jsonb accepts. Names of fields are ours and stay. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) => (typeof held === "string" ? storableText(held) : held));
}
