import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const mailsFaults = {
  link_invalid: words(
    "Ese enlace ya no sirve",
    "Ya se usó, venció, pediste otro después, o le falta un trozo. No se cambió nada.",
    "Si lo pediste tú, pide otro y ábrelo en cuanto llegue. El que sirve para recuperar tu cuenta no se puede pedir: si lo necesitas, avisa a quien opera Caudal.",
  ),
  password_wrong: words(
    "La contraseña no es correcta",
    "Para cambiar con qué entras hace falta tu contraseña actual. No se cambió nada.",
    "Revísala y vuelve a intentarlo; si la olvidaste, pide una nueva desde la página de entrada.",
  ),
  email_same: words(
    "Ese ya es tu correo",
    "Tu cuenta usa ese correo desde antes. No se cambió nada.",
    "Escribe el correo al que quieres cambiar.",
  ),
  mail_refused: words(
    "El servidor de correo rechazó el mensaje",
    (p) => `No acepta este mensaje o su destinatario${quoted(p["status"], "(código ", ")")}. No se envió.`,
    "Revisa que la dirección exista y que el remitente de CAUDAL_MAIL_FROM esté permitido.",
  ),
  mail_server_away: words(
    "El servidor de correo no responde",
    (p) => `No se pudo entregar el mensaje por ahora${quoted(p["reason"], "(", ")")}. Se vuelve a intentar solo.`,
    "Si sigue así, revisa CAUDAL_SMTP_URL y que el servidor de correo funcione.",
  ),
  mail_server_refuses: words(
    "El servidor de correo no nos deja entrar",
    (p) =>
      `No acepta el usuario y la clave, o su certificado no es de confianza${quoted(p["reason"], "(", ")")}. Se vuelve a intentar solo.`,
    "Revisa CAUDAL_SMTP_URL y el certificado del servidor de correo.",
  ),
  mail_folder_unusable: words(
    "No se puede escribir en la carpeta de correos",
    (p) => `El mensaje sigue guardado y se vuelve a intentar solo${quoted(p["path"], "(carpeta ", ")")}.`,
    "Revisa los permisos de la carpeta y el espacio en disco.",
  ),
  mail_unreadable: words(
    "El mensaje guardado no se puede abrir",
    "Se selló con otra clave, se alteró en la base de datos o es de otra versión. No se envió.",
    "Revisa CAUDAL_MASTER_KEY: las claves anteriores tienen que seguir en la lista. Después pide el mensaje otra vez.",
  ),
  outbox_uncertain: words(
    "No se sabe si el mensaje llegó",
    "El servidor se cortó dos veces justo al enviarlo. No se envía una tercera vez, para no repetirlo.",
    "Si no llegó, pídelo otra vez.",
  ),
} satisfies Partial<FaultCatalogue>;
