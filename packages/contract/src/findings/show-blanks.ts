/** What stands for a blank that a reader could not see: before or behind a text, beside another one, or no plain space. */
export const blankMark = "␣";

const unseen = /^\s+|\s+$|\s{2,}|[^\S ]/gu;

/** The text with a mark for each blank that could not be seen; blanks between words stay as they are. */
export function showBlanks(text: string): string {
  return text.replace(unseen, (run) => blankMark.repeat(run.length));
}

/** Whether some of the texts have blanks that could not be seen. */
export function hasUnseenBlanks(texts: readonly string[]): boolean {
  return texts.some((text) => showBlanks(text) !== text);
}
