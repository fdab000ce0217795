import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const sharingFaults = {
  link_unknown: words(
    "Este enlace no abre nada",
    "No existe, venció, o quien lo creó dejó de compartir.",
    "Pide un enlace nuevo a quien te lo mandó.",
  ),
  share_grantee_unknown: words(
    "Esa persona no está en tu cuenta",
    "Un archivo se comparte con miembros de la misma cuenta. No se compartió nada.",
    "Elige a alguien de la lista, o crea un enlace.",
  ),
  share_ended: words(
    "Ese enlace ya terminó",
    "Un enlace que terminó no se vuelve a abrir: quien guardó la dirección entraría otra vez. No se cambió nada.",
    "Crea otro enlace y compártelo.",
  ),
  share_expiry_invalid: words(
    "Esa fecha no sirve como fin",
    (p) =>
      p["link"] === true
        ? "Un enlace vence en una fecha futura, dentro de un año a más tardar. No se cambió nada."
        : "Lo compartido termina en una fecha futura. No se cambió nada.",
    "Elige otra fecha.",
  ),
  too_many_shares: words(
    "No caben más compartidos",
    (p) =>
      p["of"] === "day"
        ? `En un día puedes compartir hasta${quoted(p["max"], "", "") || " cierto número de"} veces. No se compartió nada más.`
        : p["of"] === "member"
          ? `Puedes tener hasta${quoted(p["max"], "", "") || " cierto número de"} compartidos vigentes entre todos tus archivos. No se compartió nada más.`
          : `Un archivo puede tener hasta${quoted(p["max"], "", "") || " cierto número de"} compartidos vigentes. No se compartió nada más.`,
    (p) =>
      p["of"] === "day"
        ? "Espera a mañana, o da un mismo enlace a varias personas."
        : "Deja de compartir con quien ya no lo use, y vuelve a intentarlo.",
  ),
  file_not_yours: words(
    "Este archivo es de otra persona",
    "Te lo compartieron para leerlo. Procesarlo, borrarlo y compartirlo le toca a su dueño.",
    "Pídeselo a quien te lo compartió.",
  ),
  download_not_shared: words(
    "No puedes descargar este archivo",
    "Te lo compartieron para leerlo aquí, sin la descarga.",
    "Pide a quien te lo compartió que permita descargarlo.",
  ),
  erasure_word_wrong: words(
    "Falta la palabra",
    "Para borrar todo lo tuyo hay que escribir BORRAR. No se borró nada.",
    "Escríbela tal cual y vuelve a intentarlo.",
  ),
  erasure_last_owner: words(
    "Una cuenta se quedaría sin propietario",
    "Eres la última persona propietaria de una cuenta con más miembros. No se borró nada.",
    "Nombra a otra persona propietaria, o elige borrar esa cuenta con todo lo que tiene.",
  ),
} satisfies Partial<FaultCatalogue>;
