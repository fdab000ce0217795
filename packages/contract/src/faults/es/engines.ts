import { type FaultCatalogue, words } from "../fault-words.ts";

export const enginesFaults = {
  engine_out_of_memory: words(
    "El proceso se quedó sin memoria",
    "El archivo necesitó más memoria de la permitida. El archivo y lo ya encontrado siguen guardados.",
    "Reintenta cuando haya menos trabajo. Quien administra puede subir CAUDAL_ENGINE_MEMORY.",
  ),
  engine_crashed: words(
    "El motor se detuvo",
    "El proceso que calculaba terminó de golpe. El archivo y lo ya encontrado siguen guardados.",
    "Elige «Reintentar». Si se repite, comparte el número de petición con quien administra Caudal.",
  ),
  engine_time_limit: words(
    "Tardó demasiado",
    (p) =>
      `El cálculo pasó del tiempo permitido${p["seconds"] === undefined ? "" : ` (${p["seconds"]} segundos)`} y se detuvo. El archivo y lo ya encontrado siguen guardados.`,
    "Reintenta, o divide el archivo. Quien administra puede subir CAUDAL_ENGINE_TIME_LIMIT.",
  ),
  engine_query_failed: words(
    "Un cálculo falló",
    "Una consulta sobre el archivo no se pudo hacer. El archivo y lo ya encontrado siguen guardados.",
    "Elige «Reintentar». Si se repite, comparte el número de petición con quien administra Caudal.",
  ),
} satisfies Partial<FaultCatalogue>;
