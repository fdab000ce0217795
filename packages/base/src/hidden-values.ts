/** Values that no line of a log may hold, whatever brings them there. They may become known while the log is open. */
export type HiddenValues = {
  readonly hide: (value: string) => void;
  /** Each value as it may stand in a line: as it is, within an address, within JSON. */
  readonly forms: () => readonly string[];
};

/** What is shorter than this is no secret, and would take words out of the log. */
const shortest = 4;
/** A part of a value with several lines or several keys that says something by itself. */
const shortestPart = 16;

export function createHiddenValues(values: readonly string[] = []): HiddenValues {
  let forms: readonly string[] = [];
  const hide = (value: string): void => {
    const parts = value.split(/[\s,]+|\\n/).filter((part) => part.length >= shortestPart);
    const added = [value.trim(), ...parts]
      .filter((each) => each.length >= shortest)
      .flatMap((each) => [each, encodeURIComponent(each), JSON.stringify(each).slice(1, -1)]);
    // The longest first: a part must not leave the rest of the whole standing.
    forms = [...new Set([...forms, ...added])].toSorted((one, other) => other.length - one.length);
  };
  for (const value of values) hide(value);
  return { hide, forms: () => forms };
}
