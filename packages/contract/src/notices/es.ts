import type { NoticeCatalogue } from "./notice.ts";

export const es = {
  "file.uploaded": { title: "Archivo recibido", message: "«{file_name}» llegó completo." },
  "file.processing": { title: "Leyendo tu archivo", message: "Estamos leyendo «{file_name}»." },
  "file.done": {
    title: "Procesamiento completado",
    message: "Tu archivo «{file_name}» fue procesado exitosamente. Ya puedes ver lo que encontramos.",
  },
  "file.error": { title: "No pudimos procesar tu archivo", message: "«{file_name}»: {reason}" },
  "file.kept": {
    title: "No pudimos procesar tu archivo otra vez",
    message: "«{file_name}»: {reason} Lo que ya habíamos encontrado sigue ahí.",
  },
  "file.cancelled": { title: "Procesamiento cancelado", message: "Se canceló el procesamiento de «{file_name}»." },
  "share.begun": {
    title: "{person} te compartió un archivo",
    message: "Ya puedes leer «{file_name}» y lo que se encontró en él.",
  },
} as const satisfies NoticeCatalogue;
