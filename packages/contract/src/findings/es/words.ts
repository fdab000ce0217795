import type { Wording } from "../finding-words.ts";
import { esQuality } from "./quality.ts";
import { esRelation } from "./relation.ts";
import { esShape } from "./shape.ts";
import { esTime } from "./time.ts";

export const esWords: Wording = { ...esQuality, ...esShape, ...esTime, ...esRelation };
