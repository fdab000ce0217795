import { endedInWords } from "./ended-words.ts";
import { instantInMail } from "./mail-instant.ts";
import type { Elsewhere, MailCatalogue, SecurityMailKey } from "./mail.ts";

const hello = (name: string): string => (name.trim() === "" ? "Hola:" : `Hola, ${name}:`);
const at = (instant: string): string => instantInMail("es", instant);
const wasYou = "Si fuiste tú, no tienes que hacer nada.";
const notMe = (link: string, elsewhere: Elsewhere) =>
  elsewhere === undefined
    ? { label: "No fui yo: elegir otra contraseña", link }
    : { label: "No fui yo: ver mi seguridad", link: elsewhere.security_link };
const resetEnds =
  "Al elegir otra contraseña se cierran todas tus sesiones, se revocan tus claves de API, terminan tus enlaces y se apagan tus webhooks.";
/** Lo que puede hacer quien no tiene contraseña; `first`, lo que hace antes. */
const notMeThere = (service: string, first: string): string =>
  `Si no fuiste tú, ${first}cierra en tu perfil, en «Seguridad», las sesiones que no reconozcas, y avisa a quien administra ${service}: por ahí se entra a tu cuenta de Caudal.`;

/** Lo que cambia quién entra: se dice a su persona en cuanto pasa. */
export const securityMails: Pick<MailCatalogue, SecurityMailKey> = {
  "password.changed": ({ name, at: when, reset_link, ended }) => ({
    subject: "Cambió tu contraseña de Caudal",
    before: [
      hello(name),
      `La contraseña de tu cuenta se cambió el ${at(when)}.`,
      ...(ended === undefined ? [] : endedInWords("es", ended)),
    ],
    action: { label: "No fui yo: elegir otra", link: reset_link },
    after: [wasYou],
  }),
  "email.taken_back": ({ name, reset_link, ended, elsewhere }) => ({
    subject: "Recuperaste tu cuenta de Caudal",
    before: [
      hello(name),
      "Tu cuenta vuelve a ser de este correo, y terminó lo que la abría.",
      ...(ended === undefined ? ["Se cerraron todas sus sesiones."] : endedInWords("es", ended)),
      elsewhere === undefined
        ? "Quien entró conocía tu contraseña: elige otra ahora. Revisa después con quién compartes tus archivos y quién es miembro de tus cuentas."
        : `A tu cuenta se entra con ${elsewhere.service}, y quien entró pudo hacerlo con tu nombre ahí: avisa ahora a quien lo administra. Revisa después con quién compartes tus archivos y quién es miembro de tus cuentas.`,
    ],
    action:
      elsewhere === undefined
        ? { label: "Elegir otra contraseña", link: reset_link }
        : { label: "Entrar y ver mi seguridad", link: elsewhere.security_link },
    after: [],
  }),
  "key.made": ({ name, key, account, at: when, reset_link, elsewhere }) => ({
    subject: "Se creó una clave de API en tu cuenta de Caudal",
    before: [
      hello(name),
      `El ${at(when)} se creó la clave de API «${key}» en la cuenta «${account}». Con ella un programa entra en tu nombre.`,
      "Si fuiste tú, no tienes que hacer nada. La puedes revocar en tu perfil, en «Seguridad».",
    ],
    action: notMe(reset_link, elsewhere),
    after: [elsewhere === undefined ? resetEnds : notMeThere(elsewhere.service, "revócala, ")],
  }),
  "factor.on": ({ name, at: when, link, days, elsewhere }) => ({
    subject: "Activaste la verificación en dos pasos de Caudal",
    before: [
      hello(name),
      elsewhere === undefined
        ? `Desde el ${at(when)} tu cuenta pide, además de la contraseña, un código de una aplicación de autenticación.`
        : `Desde el ${at(when)}, a quien entra con ${elsewhere.service} tu cuenta le pide también un código de una aplicación de autenticación.`,
      wasYou,
    ],
    action: { label: "No fui yo: recuperar mi cuenta", link },
    after: [
      elsewhere === undefined
        ? `Con este enlace puedes recuperarla durante ${days} días: se quita el segundo paso, termina todo lo que abre tu cuenta y eliges otra contraseña. Si fuiste tú, borra este mensaje.`
        : `Con este enlace puedes recuperarla durante ${days} días: se quita el segundo paso y termina todo lo que abre tu cuenta. Después entras de nuevo con ${elsewhere.service}; avisa a quien lo administra, porque quien entra ahí con tu nombre entra también a tu cuenta de Caudal. Si fuiste tú, borra este mensaje.`,
    ],
  }),
  "factor.off": ({ name, at: when, reset_link, elsewhere }) => ({
    subject: "Se desactivó la verificación en dos pasos de Caudal",
    before: [
      hello(name),
      `Desde el ${at(when)} a tu cuenta se entra solo con ${elsewhere?.service ?? "la contraseña"}.`,
      wasYou,
    ],
    action: notMe(reset_link, elsewhere),
    after: [elsewhere === undefined ? resetEnds : notMeThere(elsewhere.service, "vuelve a activarla, ")],
  }),
  "factor.removed": ({ name, at: when, sign_in_link, elsewhere }) => ({
    subject: "Se quitó la verificación en dos pasos de tu cuenta de Caudal",
    before: [
      hello(name),
      `Quien opera este Caudal quitó tu segundo paso el ${at(when)}, porque alguien dijo ser tú y haber perdido teléfono y códigos. Se cerraron tus sesiones; a tu cuenta se entra solo con ${elsewhere?.service ?? "la contraseña"}.`,
      "Si lo pediste, entra y vuelve a activarlo con tu teléfono nuevo, en «Seguridad».",
    ],
    action: { label: "Entrar", link: sign_in_link },
    after: [
      elsewhere === undefined
        ? "Si no lo pediste, elige otra contraseña y avisa a quien opera este Caudal."
        : `Si no lo pediste, avisa a quien opera este Caudal y a quien administra ${elsewhere.service}: quien entra ahí con tu nombre entra también a tu cuenta de Caudal.`,
    ],
  }),
  "factor.required": ({ name, account, link }) => ({
    subject: `La cuenta «${account}» pide entrar en dos pasos`,
    before: [
      hello(name),
      `Quien administra la cuenta «${account}» de Caudal pide a todos la verificación en dos pasos, y tú todavía no la has activado. Hasta que lo hagas no puedes usar la cuenta, y tus claves de API tampoco.`,
      "Lo que tienes ahí sigue siendo tuyo, y nada se borra. Si entras con el servicio de tu empresa y él ya te pide un segundo paso, no tienes que hacer nada.",
    ],
    action: { label: "Activarla", link },
    after: [],
  }),
  "access.ended": ({ name, by, account, sessions, keys, shared, link }) => ({
    subject: `Quien administra «${account}» terminó accesos tuyos`,
    before: [
      hello(name),
      ...(sessions === 0
        ? []
        : [
            `${by}, que administra la cuenta «${account}», cerró ${sessions === 1 ? "tu sesión" : `tus ${sessions} sesiones`} de Caudal. Puedes volver a entrar.`,
          ]),
      ...(keys.length === 0
        ? []
        : [
            `${by}, que administra la cuenta «${account}», revocó ${keys.length === 1 ? "tu clave de API" : "tus claves de API"} ${keys.map((key) => `«${key}»`).join(", ")}. Los programas que ${keys.length === 1 ? "la" : "las"} usan dejan de entrar.`,
          ]),
      ...(shared === 0
        ? []
        : [
            `${by}, que administra la cuenta «${account}», revocó ${shared === 1 ? "un enlace tuyo" : `${shared} enlaces tuyos`} a archivos. Quien ${shared === 1 ? "lo" : "los"} tenga ya no los abre.`,
          ]),
      "Tus archivos siguen siendo solo tuyos: quien administra no los ve. Si no sabes por qué, pregúntale.",
    ],
    action: { label: "Ver mi seguridad", link },
    after: [],
  }),
  "codes.renewed": ({ name, at: when, reset_link, elsewhere }) => ({
    subject: "Tienes códigos de recuperación nuevos en Caudal",
    before: [hello(name), `El ${at(when)} se hicieron códigos nuevos. Los anteriores ya no sirven.`, wasYou],
    action: notMe(reset_link, elsewhere),
    after: [
      elsewhere === undefined
        ? "Si no fuiste tú, elige otra contraseña y después haz otros códigos en tu perfil, en «Seguridad»."
        : notMeThere(elsewhere.service, "haz otros códigos, "),
    ],
  }),
  "code.used": ({ name, at: when, left, reset_link, elsewhere }) => ({
    subject: "Se usó un código de recuperación de tu cuenta de Caudal",
    before: [
      hello(name),
      `El ${at(when)} se usó uno de tus códigos de recuperación.`,
      left === 1 ? "Te queda 1." : `Te quedan ${left}.`,
      wasYou,
    ],
    action: notMe(reset_link, elsewhere),
    after: [
      elsewhere === undefined
        ? "Si no fuiste tú, alguien conoce tu contraseña y tiene tus códigos: elige otra y haz otros códigos."
        : notMeThere(elsewhere.service, "alguien tiene tus códigos: haz otros, "),
    ],
  }),
};
