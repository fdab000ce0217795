/** A record's JSON text with its own keys renamed; figures keep their digits. A text that is no object stays as it is. */
export function renameKeys(text: string, names: ReadonlyMap<string, string>): string {
  try {
    const value: unknown = JSON.parse(text, (_key, found: unknown, context?: { readonly source?: string }) =>
      typeof found === "number" && context?.source !== undefined ? rawNumber(context.source) : found,
    );
    if (typeof value !== "object" || value === null || Array.isArray(value)) return text;
    return JSON.stringify(
      Object.fromEntries(Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, inner])),
    );
  } catch {
    return text.replaceAll(/[\r\n]+/g, " ");
  }
}

type RawJson = { readonly rawJSON: (text: string) => unknown };

function hasRawJson(json: object): json is RawJson {
  return "rawJSON" in json && typeof json.rawJSON === "function";
}

function rawNumber(source: string): unknown {
  return hasRawJson(JSON) ? JSON.rawJSON(source) : Number(source);
}
