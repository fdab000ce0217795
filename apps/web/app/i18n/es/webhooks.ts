import type { WebhookKind } from "@caudal/contract/resources/webhook.ts";

const kinds: Readonly<Record<WebhookKind, string>> = {
  "file.uploaded": "Llegó un archivo",
  "file.processing": "Se empezó a leer",
  "file.done": "Se terminó de procesar",
  "file.error": "No se pudo procesar",
  "file.kept": "No se pudo procesar otra vez",
  "file.cancelled": "Se canceló",
  "share.begun": "Te compartieron un archivo",
  "webhook.failing": "Otro webhook dejó de aceptar",
  "webhook.gone": "Otro webhook pidió no recibir más",
  "webhook.undelivered": "Un aviso no llegó a otro webhook",
};

export function webhookWords() {
  return {
    title: "Webhooks",
    text: "Caudal llama a un programa tuyo con cada aviso, firmado para que sepas que viene de aquí.",
    none: "Todavía no hay ninguno. Agrega la dirección de tu programa.",
    add: "Agregar webhook",
    addTitle: "Agregar un webhook",
    editTitle: "Cambiar el webhook",
    name: "Nombre",
    nameHint: "Para reconocerlo después: qué programa recibe.",
    needName: "Escribe un nombre.",
    url: "Dirección",
    urlHint: "Empieza con https://. Si la cambias, se crea otro secreto.",
    needUrl: "Escribe la dirección.",
    kindsLabel: "Qué avisos recibe",
    needKind: "Elige al menos uno.",
    kinds,
    kind: (key: string) =>
      Object.entries(kinds).find(([known]) => known === key)?.[1] ?? (key === "webhook.test" ? "Prueba" : key),
    save: "Guardar",
    saving: "Guardando…",
    secretTitle: "Copia el secreto ahora",
    secretText: "Con él tu programa comprueba la firma. No se vuelve a mostrar.",
    secret: "Secreto",
    done: "Ya lo guardé",
    never: "sin usar",
    called: (ago: string) => `llamado ${ago}`,
    failures: (count: number) => (count === 1 ? "1 fallo seguido" : `${count} fallos seguidos`),
    off: "Apagado",
    stopped: {
      failing: "Apagado: no aceptó ningún aviso en tres días.",
      gone: "Apagado: contestó que ya no existe.",
      taken_back:
        "Apagado: recuperaste tu cuenta o elegiste otra contraseña. Enciéndelo si la dirección sigue siendo tuya.",
    },
    bothUntil: (when: string) => `El secreto anterior también firma hasta el ${when}.`,
    test: "Probar",
    edit: "Cambiar",
    rotate: "Cambiar secreto",
    rotateTitle: (name: string) => `Cambiar el secreto de «${name}»`,
    rotateText: "Durante un día firman los dos, para que cambies tu programa sin perder avisos.",
    turnOn: "Activar",
    turnOff: "Apagar",
    remove: "Eliminar",
    removeTitle: (name: string) => `Eliminar «${name}»`,
    removeText: "Deja de recibir avisos. Los que esperaban no se envían.",
    about: (action: string, name: string) => `${action}: ${name}`,
    deliveries: "Últimos envíos",
    noDeliveries: "Todavía no se envió nada.",
    state: { pending: "En espera", sent: "Recibido", failed: "No llegó" },
    undelivered: (count: number) =>
      count === 1
        ? "1 aviso no llegó. Queda guardado 30 días."
        : `${count} avisos no llegaron. Quedan guardados 30 días.`,
    undeliveredOff: "Activa el webhook para enviarlos de nuevo.",
    replayAll: (count: number) => (count === 1 ? "Enviarlo de nuevo" : `Enviar los ${count} de nuevo`),
    replay: "Enviar de nuevo",
    failedOnly: "Solo lo que no llegó",
    noneFailed: "No falta nada por llegar.",
    more: "Ver más",
    attempts: (count: number) => (count === 1 ? "1 intento" : `${count} intentos`),
  };
}
