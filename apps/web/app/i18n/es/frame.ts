import type { Format } from "../format.ts";

export function frameWords(f: Format) {
  return {
    name: "Caudal",
    home: "Inicio",
    files: "Archivos",
    main: "Principal",
    skip: "Ir al contenido",
    collapse: "Encoger el menú",
    expand: "Ensanchar el menú",
    search: "Buscar o hacer…",
    searchLong: "Buscar páginas, archivos y acciones",
    palette: {
      title: "Buscar y hacer",
      placeholder: "Escribe el nombre de un archivo, una página o una acción",
      pages: "Páginas",
      files: "Archivos",
      actions: "Acciones",
      none: (text: string) => `Nada coincide con «${text}».`,
      upload: "Subir archivos",
      theme: (name: string) => `Cambiar a tema ${name}`,
      language: "Switch to English",
      readAll: "Marcar todos los avisos como leídos",
      keys: "↑ ↓ para moverte · Entrar para abrir · Esc para cerrar",
    },
    runs: {
      title: "En curso",
      none: "No hay nada en curso.",
      label: (count: number) => (count === 0 ? "Nada en curso" : `${f.number(count)} en curso`),
    },
    bell: {
      title: "Avisos",
      label: (unread: number) => (unread === 0 ? "Avisos, ninguno sin leer" : `Avisos, ${f.number(unread)} sin leer`),
      readAll: "Marcar todos como leídos",
      read: "Marcar como leído",
      unread: "Sin leer",
      open: "Ver archivo",
      none: "Aquí te avisamos cuando un archivo esté listo o necesite algo de ti.",
      more: "Ver anteriores",
      earlier: (count: number) => f.plural(count, "aviso anterior", "avisos anteriores"),
    },
    live: {
      lost: "Sin conexión en vivo, reintentando. Lo que ves puede estar atrasado.",
      offline: "Tu equipo no tiene red. Lo que ves se cargó antes; lo demás sigue al volver la conexión.",
      back: "Conexión en vivo recuperada.",
    },
    account: {
      left: (name: string) => `Ya no estás en ${name}.`,
      leftText:
        "En otra ventana elegiste otra cuenta, o te quitaron de esta. Lo que ves y lo que escribiste sigue aquí, sin guardar en ninguna.",
      back: (name: string) => `Volver a ${name}`,
      reload: "Ir a la otra cuenta",
    },
    theme: { title: "Tema", system: "Como el sistema", light: "Claro", dark: "Oscuro" },
    language: "Idioma",
    close: "Cerrar",
    cancel: "Cancelar",
    back: "Volver",
    retry: "Reintentar",
    loading: "Cargando…",
    more: "Ver más",
    menu: "Más acciones",
    notFound: {
      title: "Esta página no existe",
      text: "La dirección puede estar incompleta, o el archivo fue eliminado.",
      action: "Ir a Archivos",
    },
    network: {
      title: "No pudimos hablar con el servidor",
      detail: "La red se cortó o el servidor no responde. No se perdió nada de lo que ya estaba guardado.",
      action: "Revisa tu conexión y reintenta.",
    },
    unexpected: {
      title: "La página se detuvo aquí",
      detail: (what: string) =>
        `Esta parte no se pudo mostrar (${what}). Tus archivos y resultados están guardados en el servidor.`,
      action: "Vuelve a cargar la página.",
    },
    reload: "Volver a cargar",
    requestId: (id: string) => `Solicitud ${id}`,
  };
}
