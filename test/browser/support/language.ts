import type { Page } from "playwright-core";

/** All that a page says: its text, and what it only says to some (labels, titles, hints), without queries and without data cells. */
export function saidBy(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const said: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest("script, style, pre, kbd") === null) said.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (element.closest("pre") !== null) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) said.push(element.getAttribute(name) ?? "");
    }
    return said.map((text) => text.trim()).filter((text) => text !== "");
  });
}

const spanish =
  /[áéíóúñ¿¡«»]|\b(el|la|los|las|un|una|de|del|que|para|con|sin|por|y|en|se|su|tu|filas?|archivos?|columnas?|hallazgos?|todos?|subir|leer|ver|tipo|tema|valores|hace|ahora)\b/i;
const english =
  /[“”’]|\b(the|of|and|is|are|was|were|with|without|your|you|in|by|to|rows?|files?|columns?|insights?|all|upload|read|values?|ago|now|this|that)\b/i;
/** A catalogue's key (snake_case), an unfilled parameter, or what JavaScript writes for nothing. */
const raw = /\b[a-z]+_[a-z_]+\b|\{[a-z]+\}|\bundefined\b|\bNaN\b|\[object/;

/** The languages' own names stand in both. */
const shared = /^(Español|English|Switch to English|Cambiar a español|Caudal)$/;

/** What in these texts belongs to the other language, or to no reader at all. */
export function foreignWords(said: readonly string[], locale: "es" | "en"): readonly string[] {
  const foreign = locale === "es" ? english : spanish;
  return [...new Set(said.filter((text) => !shared.test(text) && (foreign.test(text) || raw.test(text))))];
}
