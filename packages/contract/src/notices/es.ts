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
  "webhook.failing": {
    title: "Dejamos de llamar a un webhook",
    message:
      "«{webhook_name}» no aceptó ningún aviso en tres días. Revisa su dirección y actívalo otra vez cuando funcione.",
  },
  "webhook.gone": {
    title: "Un webhook pidió no recibir más avisos",
    message: "«{webhook_name}» contestó que ya no existe, así que dejamos de llamarlo.",
  },
  "webhook.undelivered": {
    title: "Un aviso no llegó a tu webhook",
    message: "«{webhook_name}» no recibió un aviso. Está guardado en tu perfil: mira por qué, y envíalo de nuevo.",
  },
} as const satisfies NoticeCatalogue;
