import { type FaultCatalogue, words } from "../fault-words.ts";

export const runsFaults = {
  run_cancelled: words(
    "Se canceló",
    "El proceso se detuvo porque alguien lo pidió. El archivo sigue guardado.",
    "Elige «Procesar» cuando quieras empezar otra vez.",
  ),
  run_lease_lost: words(
    "Otro proceso siguió con este trabajo",
    "El trabajo pasó a otro proceso; nada se hizo dos veces.",
    "No hace falta hacer nada.",
  ),
  run_state_conflict: words(
    "Ya no se puede cambiar",
    "El trabajo ya terminó, así que no hay qué cancelar. Su resultado está guardado.",
    "Vuelve a cargar la página para ver cómo quedó.",
  ),
  run_attempts_exhausted: words(
    "No se pudo después de varios intentos",
    (p) => `Se intentó ${p["attempts"] ?? "varias"} veces y siguió fallando. El archivo sigue guardado.`,
    "Elige «Reintentar» más tarde. Si se repite, avisa a quien administra Caudal.",
  ),
} satisfies Partial<FaultCatalogue>;
