import { createContext, use } from "react";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { en } from "./en/words.ts";
import { es } from "./es/words.ts";
import type { Words } from "./es/words.ts";
import { figureTag } from "./choose-locale.ts";
import { createFormat } from "./format.ts";
import type { Format } from "./format.ts";

/** The reader's language: its words, and how figures and dates are written in their region. */
export type Speech = { readonly locale: Locale; readonly w: Words; readonly f: Format };

const catalogues: Readonly<Record<Locale, (f: Format) => Words>> = { es, en };

export function createSpeech(locale: Locale): Speech {
  const f = createFormat(figureTag(locale));
  return { locale, w: catalogues[locale](f), f };
}

export const SpeechContext = createContext<Speech>(createSpeech("es"));

export function useSpeech(): Speech {
  return use(SpeechContext);
}
