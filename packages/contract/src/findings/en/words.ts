import type { Wording } from "../finding-words.ts";
import { enQuality } from "./quality.ts";
import { enRelation } from "./relation.ts";
import { enShape } from "./shape.ts";
import { enTime } from "./time.ts";

export const enWords: Wording = { ...enQuality, ...enShape, ...enTime, ...enRelation };
