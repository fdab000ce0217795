import type { Insight } from "@caudal/contract/resources/insight.ts";

const mostPerFile = 2;

/** What is worth reading first over several files: by importance, at most two of a file, and no two of a kind in a row where another could stand between. */
export function chooseInsights<I extends Pick<Insight, "file_id" | "key" | "importance">>(
  insights: readonly I[],
  most: number,
): readonly I[] {
  const left = insights.toSorted((a, b) => b.importance - a.importance);
  const chosen: I[] = [];
  while (chosen.length < most) {
    const allowed = left.filter(
      ({ file_id }) => chosen.filter((other) => other.file_id === file_id).length < mostPerFile,
    );
    const next = allowed.find(({ key }) => key !== chosen.at(-1)?.key) ?? allowed[0];
    if (next === undefined) break;
    chosen.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return chosen;
}
