import type { Figures } from "./figures.ts";
import type { FindingKind, FindingParams } from "./finding-params.ts";

type Say<P> = (params: P, figures: Figures) => string;

/** The words of one finding: a title that stands alone, what it means, what to do ("" when nothing follows), how it was computed. */
export type FindingWords<K extends FindingKind> = {
  readonly title: Say<FindingParams[K]>;
  readonly description: Say<FindingParams[K]>;
  readonly action: Say<FindingParams[K]>;
  readonly method: Say<FindingParams[K]>;
};

/** Words for some or all kinds; total where `K` is all of them. */
export type Wording<K extends FindingKind = FindingKind> = { readonly [Kind in K]: FindingWords<Kind> };
