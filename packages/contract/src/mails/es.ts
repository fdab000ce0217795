import type { MailCatalogue } from "./mail.ts";
import { instantInMail } from "./mail-instant.ts";
import { securityMails } from "./es-security.ts";

const roles = { owner: "propietario", admin: "administrador", analyst: "analista", viewer: "lector" } as const;
const hello = (name: string): string => (name.trim() === "" ? "Hola:" : `Hola, ${name}:`);
const notYou = "Si no fuiste tú, no hagas nada: sin ese enlace no cambia nada.";

export const es: MailCatalogue = {
  ...securityMails,
  "sign_up.confirm": ({ link }) => ({
    subject: "Confirma tu correo para entrar a Caudal",
    before: [
      "Hola:",
      "Alguien se registró en Caudal con este correo. Si fuiste tú, confírmalo con la contraseña que elegiste.",
    ],
    action: { label: "Confirmar y entrar", link },
    after: [
      "El enlace sirve una vez, durante 24 horas.",
      "Si no te registraste tú, no hagas nada: no se crea ninguna cuenta. Si quieres una, regístrate tú: te llega otro enlace, con tu contraseña.",
    ],
  }),
  "sign_up.known": ({ name, sign_in_link, reset_link, elsewhere }) => ({
    subject: "Ya tienes una cuenta en Caudal",
    before: [
      hello(name),
      "Alguien quiso registrarse en Caudal con este correo, que ya tiene cuenta. No se creó otra ni se cambió nada.",
      ...(elsewhere === undefined
        ? [`Si fuiste tú, inicia sesión: ${sign_in_link}`, "Si olvidaste tu contraseña, pide una nueva."]
        : [`Si fuiste tú, entra con ${elsewhere.service}: es lo que abre tu cuenta.`]),
    ],
    action:
      elsewhere === undefined
        ? { label: "Pedir una contraseña nueva", link: reset_link }
        : { label: "Entrar en Caudal", link: sign_in_link },
    after: ["Si no fuiste tú, no tienes que hacer nada."],
  }),
  "email.verify": ({ link }) => ({
    subject: "Confirma tu correo en Caudal",
    before: ["Hola:", "Confirma que este correo es tuyo para recibir en él los avisos de Caudal."],
    action: { label: "Confirmar mi correo", link },
    after: ["El enlace sirve una vez, durante 24 horas.", notYou],
  }),
  "password.reset": ({ name, link }) => ({
    subject: "Elige una contraseña nueva para Caudal",
    before: [hello(name), "Alguien pidió cambiar la contraseña de tu cuenta de Caudal. Si fuiste tú, elige una nueva."],
    action: { label: "Elegir contraseña", link },
    after: [
      "El enlace sirve una vez, durante una hora. Al cambiarla se cierran todas tus sesiones, se revocan tus claves de API, terminan tus enlaces a archivos y se apagan tus webhooks.",
      "Si no fuiste tú, no hagas nada: tu contraseña sigue siendo la misma.",
    ],
  }),
  "password.unknown": ({ sign_up_link, sign_up_closed }) => ({
    subject: "Este correo no tiene cuenta en Caudal",
    before: [
      "Hola:",
      "Alguien pidió una contraseña nueva para este correo, pero con él no hay ninguna cuenta en Caudal.",
      sign_up_closed === true
        ? "Si fuiste tú, quizá entras con otro correo: prueba con ese. Si no tienes cuenta, pide a quien administra la de tu equipo que te invite: en este Caudal se entra con invitación."
        : "Si fuiste tú, quizá te registraste con otro correo: prueba con ese, o crea una cuenta.",
    ],
    action: { label: "Ir a Caudal", link: sign_up_link },
    after: ["Si no fuiste tú, no tienes que hacer nada."],
  }),
  "password.elsewhere": ({ name, service, sign_in_link }) => ({
    subject: "En Caudal entras sin contraseña",
    before: [
      hello(name),
      "Alguien pidió una contraseña nueva para tu cuenta de Caudal, pero tu cuenta no tiene ninguna.",
      `Entras con ${service}: si olvidaste una contraseña, es la de allí, y allí se cambia.`,
    ],
    action: { label: "Entrar en Caudal", link: sign_in_link },
    after: ["Si no fuiste tú, no tienes que hacer nada."],
  }),
  "email.confirm": ({ link }) => ({
    subject: "Confirma tu nuevo correo en Caudal",
    before: ["Hola:", "Pediste que este sea el correo de tu cuenta de Caudal. Confírmalo para que el cambio se haga."],
    action: { label: "Confirmar el cambio", link },
    after: [
      "El enlace sirve una vez, durante 24 horas. Hasta entonces sigues entrando con tu correo anterior.",
      notYou,
    ],
  }),
  "email.taken": ({ name, sign_in_link }) => ({
    subject: "Este correo ya tiene una cuenta en Caudal",
    before: [
      hello(name),
      "Alguien quiso poner este correo en otra cuenta de Caudal. Como ya es el de la tuya, no se cambió nada.",
    ],
    action: { label: "Entrar a mi cuenta", link: sign_in_link },
    after: ["Si no fuiste tú, no tienes que hacer nada."],
  }),
  "email.notice": ({ name, new_email, link, days }) => ({
    subject: "Tu cuenta de Caudal va a cambiar de correo",
    before: [
      hello(name),
      `Alguien con tu contraseña pidió que el correo de tu cuenta pase a ser ${new_email}. El cambio se hace cuando lo confirmen desde ese correo.`,
      "Si fuiste tú, no tienes que hacer nada.",
    ],
    action: { label: "No fui yo: conservar este correo", link },
    after: [
      `Puedes deshacerlo con este enlace durante ${days} días, también si ya se hizo. Termina todo lo que abre tu cuenta (sesiones, claves de API, enlaces, webhooks y el segundo paso) y eliges otra contraseña.`,
    ],
  }),
  invitation: ({ inviter, account, role, link, expires_at }) => ({
    subject: `${inviter} te invita a Caudal`,
    before: ["Hola:", `${inviter} te invita a trabajar en la cuenta «${account}» de Caudal, como ${roles[role]}.`],
    action: { label: "Aceptar la invitación", link },
    after: [
      `El enlace sirve una vez, hasta el ${instantInMail("es", expires_at)}.`,
      "Si no esperabas esta invitación, no tienes que hacer nada.",
    ],
  }),
  share: ({ from, account, file_name, link, expires_at }) => ({
    subject: `${from} compartió contigo «${file_name}»`,
    before: ["Hola:", `${from} compartió contigo el archivo «${file_name}» en la cuenta «${account}» de Caudal.`],
    action: { label: "Ver el archivo", link },
    after: expires_at === null ? [] : [`Podrás verlo hasta el ${instantInMail("es", expires_at)}.`],
  }),
  "membership.ended": ({ name, account, files, ends_at, link }) => ({
    subject: `Ya no perteneces a la cuenta «${account}»`,
    before: [
      hello(name),
      `Ya no perteneces a la cuenta «${account}» de Caudal.`,
      files === 0
        ? "No dejaste archivos en ella."
        : `${files === 1 ? "El archivo que dejaste" : `Los ${files} archivos que dejaste`} ahí y lo que se encontró en ellos siguen siendo solo tuyos hasta el ${instantInMail("es", ends_at)}: puedes llevarte una copia o borrarlos. Después se borran.`,
    ],
    action: files === 0 ? null : { label: "Ver lo que dejé", link },
    after: [],
  }),
  "membership.removed": ({ name, account, files, link }) => ({
    subject: `Se borró lo que dejaste en la cuenta «${account}»`,
    before: [
      hello(name),
      `Se ${files === 1 ? "borró el archivo" : `borraron los ${files} archivos`} que dejaste en la cuenta «${account}» de Caudal, con lo que se encontró en ellos.`,
    ],
    action: { label: "Ir a Caudal", link },
    after: ["No se puede deshacer."],
  }),
  notice: ({ title, message, link, settings_link }) => ({
    subject: `Caudal: ${title}`,
    before: [message],
    action: link === null ? null : { label: "Verlo en Caudal", link },
    after: [`Elige qué avisos te llegan por correo: ${settings_link}`],
  }),
};
