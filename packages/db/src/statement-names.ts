/** The name under which a statement is prepared on every connection; undefined for one that is not worth it. */
export type StatementNames = (text: string, values: number) => string | undefined;

/** A program says a few hundred different texts. Beyond these they vary by their number of values, and hardly come again. */
const mostNames = 400;
const mostValues = 40;

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  return (text, values) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= mostNames || values > mostValues || !/^(?:select|with|insert|update|delete)\b/i.test(text))
      return undefined;
    const name = `q${names.size}`;
    names.set(text, name);
    return name;
  };
}
