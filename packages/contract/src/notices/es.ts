import type { NoticeCatalogue } from "./notice.ts";

export const es = {
  "file.uploaded": { title: "Archivo recibido", message: "«{file_name}» llegó completo." },
  "file.processing": { title: "Leyendo tu archivo", message: "Estamos leyendo «{file_name}»." },
  "file.done": { title: "Tu archivo está listo", message: "Ya puedes ver lo que encontramos en «{file_name}»." },
  "file.error": { title: "No pudimos procesar tu archivo", message: "«{file_name}»: {reason}" },
  "file.kept": {
    title: "No pudimos procesar tu archivo otra vez",
    message: "«{file_name}»: {reason} Lo que ya habíamos encontrado sigue ahí.",
  },
} as const satisfies NoticeCatalogue;
