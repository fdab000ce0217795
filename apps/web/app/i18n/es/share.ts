import type { Format } from "../format.ts";

export function shareWords(f: Format) {
  return {
    share: "Compartir",
    title: (name: string) => `Compartir «${name}»`,
    intro: "Lo leen y ven lo que se encontró en él. Nadie más puede procesarlo, borrarlo ni compartirlo.",
    withMember: "Con alguien de tu cuenta",
    person: "Persona",
    choose: "Elige a alguien",
    nobody: "En tu cuenta no hay nadie más. Puedes crear un enlace.",
    withLink: "Con un enlace",
    linkHint: "Quien tenga el enlace lo abre sin cuenta: hallazgos y filas, solo para leer.",
    until: "Hasta",
    noEnd: "Sin fecha de fin",
    days: (count: number) => f.plural(count, "día", "días"),
    download: "Puede descargarlo",
    createLink: "Crear enlace",
    another: "Crear otro enlace",
    sharing: "Compartiendo…",
    newLink: "Copia el enlace ahora: no se vuelve a mostrar.",
    copy: "Copiar enlace",
    copied: "Copiado",
    openTo: "Quién lo puede leer",
    onlyYou: "Solo tú.",
    link: "Enlace",
    made: (when: string) => `creado ${when}`,
    opens: (count: number, last: string | null) =>
      count === 0 || last === null
        ? "nadie lo ha abierto"
        : `${f.plural(count, "apertura", "aperturas")}, la última ${last}`,
    ends: (date: string) => `hasta el ${date}`,
    mayDownload: "con descarga",
    end: "Dejar de compartir",
    change: "Cambiar",
    changeOf: (who: string) => `Cambiar cómo se comparte: ${who}`,
    asItIs: (date: string) => `hasta el ${date}, como está`,
    fromToday: (days: string) => `${days} desde hoy`,
    endOf: (who: string) => `Dejar de compartir: ${who}`,
    ended: "Antes",
    endedAt: (date: string) => `terminó el ${date}`,
    count: (count: number) => `Compartido con ${f.number(count)}`,
    by: (name: string) => `De ${name}`,
    byUntil: (name: string, date: string | null) =>
      date === null
        ? `Te lo comparte ${name}, solo para leer.`
        : `Te lo comparte ${name} hasta el ${date}, solo para leer.`,
    whose: "De quién",
    all: "Todos",
    own: "Míos",
    shared: "Compartidos conmigo",
    noneShared: {
      title: "Nadie te ha compartido un archivo",
      text: "Cuando alguien de tu cuenta te comparta uno, aparece aquí y te llega un aviso.",
    },
    hiddenInView: {
      title: "Los archivos no se muestran en esta vista",
      text: "Cada archivo es de quien lo subió y de aquellos con quienes lo comparte. Quien administra no los ve, tampoco así.",
    },
    working: { title: "Se está leyendo", text: "Su dueño lo puso a procesar. Lo que se encuentre aparece aquí." },
    page: {
      by: (name: string) => `${name} compartió este archivo contigo`,
      until: (date: string) => `El enlace vale hasta el ${date}.`,
      insights: "Hallazgos",
      rows: "Filas",
      download: "Descargar",
      none: "Todavía no hay hallazgos.",
      noneFound: "El archivo se leyó entero y no hay en él nada fuera de lo común. Sus filas están en la otra pestaña.",
      unread: "Este archivo no se pudo leer, así que no hay hallazgos. Quien lo compartió puede intentarlo de nuevo.",
      noRows: "El archivo se leyó entero y no tiene filas.",
      unreadRows: "Este archivo no se pudo leer, así que no hay filas. Quien lo compartió puede intentarlo de nuevo.",
      foot: "Leído con Caudal",
    },
    gone: (objects: number, size: string, insights: number) =>
      `Se borró el archivo con lo que salió de él: ${f.plural(insights, "hallazgo", "hallazgos")}, ${f.plural(objects, "archivo del almacén", "archivos del almacén")} (${size}). Los avisos sobre él se quedan sin su nombre.`,
    left: {
      title: "Lo que dejaste",
      text: "Sigue siendo solo tuyo hasta la fecha que ves. Viene en tu descarga; después se borra.",
      kept: (files: number, size: string) => `${f.plural(files, "archivo", "archivos")}, ${size}`,
      until: (date: string) => `hasta el ${date}`,
      remove: "Borrar ya",
      removeTitle: (account: string) => `¿Borrar lo que dejaste en «${account}»?`,
      removeText: (files: number) =>
        `${f.plural(files, "archivo", "archivos")} con lo que se encontró en ellos. No se puede deshacer.`,
      confirm: "Borrar",
    },
    data: {
      hiddenInView: {
        title: "Tus datos no se muestran en esta vista",
        text: "Sal de la vista, arriba en la página, para llevártelos o borrarlos.",
      },
      exportTitle: "Llevarte lo tuyo",
      exportText:
        "Un zip con tus archivos tal como los subiste, lo que se encontró en ellos, tus avisos, lo que compartes, tus sesiones y lo que quedó anotado de ti. Trae la suma SHA-256 de cada cosa.",
      exportButton: "Descargar mis datos",
      eraseTitle: "Borrarte",
      eraseText: "No hay vuelta atrás. Antes, descarga lo que quieras conservar.",
      goes: "Se borra",
      stays: "Se queda",
      goesList: (c: { files: number; size: string; insights: number; notifications: number; shares: number }) => [
        ...(c.files === 0
          ? []
          : [
              `${f.plural(c.files, "archivo", "archivos")} (${c.size}) con todo lo que salió de ahí, también lo que dejaste en otras cuentas`,
            ]),
        ...(c.insights === 0 ? [] : [f.plural(c.insights, "hallazgo", "hallazgos")]),
        ...(c.notifications === 0 ? [] : [f.plural(c.notifications, "aviso", "avisos")]),
        ...(c.shares === 0
          ? []
          : [`lo que compartiste ${f.plural(c.shares, "vez", "veces")}: quien lo leía deja de verlo`]),
        "tu perfil, tus sesiones, tus claves de API y tu forma de entrar",
      ],
      staysList: [
        "El registro de la cuenta conserva que algo pasó y cuándo, sin tu nombre ni lo que era: así se sigue pudiendo comprobar que nadie lo alteró.",
        "Los archivos que otras personas te compartieron: son de ellas.",
      ],
      accounts: "Tus cuentas",
      fates: {
        leave: (name: string) => `Dejas «${name}», que sigue sin ti.`,
        goes: (name: string) => `«${name}» se borra: no hay nadie más en ella.`,
        last_owner: (name: string, others: number) =>
          `Eres la última persona propietaria de «${name}», con ${f.plural(others, "miembro más", "miembros más")}. Nombra a otra en Administración, o bórrala con todo lo de todos.`,
      },
      giveUp: (name: string) => `Borrar «${name}» con los archivos de todos`,
      word: (word: string) => `Escribe ${word} para confirmar`,
      erase: "Borrar todo lo mío",
      erasing: "Borrando…",
    },
  };
}
