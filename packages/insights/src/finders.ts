import { concentration } from "./find/concentration.ts";
import { dates } from "./find/dates.ts";
import { firstLook } from "./find/first-look.ts";
import { identities } from "./find/identities.ts";
import { keys } from "./find/keys.ts";
import { missingTogether } from "./find/missing-together.ts";
import { relations } from "./find/relations.ts";
import { shape } from "./find/shape.ts";
import { structures } from "./find/structures.ts";
import { texts } from "./find/texts.ts";
import { time } from "./find/time.ts";
import type { Finder } from "./finder.ts";

export const finders: readonly Finder[] = [
  firstLook,
  missingTogether,
  texts,
  keys,
  dates,
  shape,
  identities,
  structures,
  time,
  relations,
  concentration,
];
