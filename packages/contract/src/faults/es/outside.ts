import { type FaultCatalogue, bytesInWords, countInWords, quoted, words } from "../fault-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "«", "»");

const whyInvalid: Readonly<Record<string, string>> = {
  protocol: "Solo sirve una dirección que empiece con https://.",
  credentials: "Lleva un usuario o una contraseña, que no deben ir en una dirección.",
  host: "El nombre del servidor no está bien escrito.",
};

const whyRefused: Readonly<Record<string, string>> = {
  private_address: "lleva a una red privada, que quien opera Caudal no ha abierto",
  this_machine: "lleva a la máquina en la que corre Caudal",
  own_port: "lleva a Caudal mismo",
  odd_port: "usa un puerto que no es de la web",
};

const whyFailed: Readonly<Record<string, string>> = {
  timeout: "no contestó a tiempo",
  tls: "no mostró un certificado válido para ese nombre",
  headers: "contestó algo que no se entiende",
  too_large: "contestó más de lo que se acepta",
};

export const outsideFaults = {
  storage_quota_reached: words(
    "La cuenta no tiene espacio para este archivo",
    (p, tag) =>
      p["limit"] === undefined
        ? "Lo que guarda la cuenta, junto con lo que está por llegar, pasaría de su límite. No se subió nada."
        : `La cuenta usa ${bytesInWords(p["used"], tag) || "0 B"} de ${bytesInWords(p["limit"], tag)}: quedan ${bytesInWords(Math.max(0, Number(p["limit"]) - Number(p["used"])), tag) || "0 B"} y harían falta ${bytesInWords(p["asked"], tag) || "más"}.${p["departed"] === undefined ? "" : ` De lo usado, ${bytesInWords(p["departed"], tag)} lo dejaron personas que salieron y se borra a su tiempo.`} No se subió nada.`,
    (p) =>
      p["own"] === 0
        ? "No tienes archivos que borrar: pide espacio a quien administra la cuenta, que ve cuánto usa cada persona. El límite lo fija quien opera Caudal."
        : "Borra archivos que ya no uses, o pide más espacio: quien administra la cuenta ve cuánto usa cada persona, y quien opera Caudal fija el límite.",
  ),
  files_quota_reached: words(
    "La cuenta ya guarda todos los archivos que puede",
    (p, tag) =>
      countInWords(p["used"], tag) === "" || countInWords(p["limit"], tag) === ""
        ? "Con este pasaría del número de archivos que puede guardar. No se subió nada."
        : `Guarda ${countInWords(p["used"], tag)}, con los que están por llegar, y puede guardar ${countInWords(p["limit"], tag)}.${p["departed"] === undefined ? "" : ` De ellos, ${countInWords(p["departed"], tag)} los dejaron personas que salieron y se borran a su tiempo.`} No se subió nada.`,
    (p) =>
      p["own"] === 0
        ? "No tienes archivos que borrar: pide a quien administra la cuenta que haga lugar. Quien opera Caudal fija cuántos caben en ella."
        : "Borra archivos que ya no uses, o junta muchos pequeños en uno. Quien opera Caudal fija cuántos caben en la cuenta.",
  ),
  dial_address_invalid: words(
    "La dirección no sirve",
    (p) => whyInvalid[String(p["reason"])] ?? "No está escrita como una dirección completa.",
    "Escríbela completa, como https://ejemplo.com/avisos.",
  ),
  dial_refused: words(
    "A esa dirección no se llama",
    (p) =>
      `La dirección${named(p["host"])} ${whyRefused[String(p["verdict"])] ?? "lleva a un lugar al que Caudal no llama"}. No se envió nada.`,
    "Usa una dirección pública. Si es de tu red, quien opera Caudal puede abrirla con CAUDAL_DIAL_ALLOW.",
  ),
  dial_unresolved: words(
    "El servidor no se encuentra",
    (p) => `El nombre${named(p["host"])} no lleva a ninguna dirección. No se envió nada.`,
    "Revisa que el nombre esté bien escrito, y vuelve a intentarlo.",
  ),
  dial_failed: words(
    "El otro servidor no contestó bien",
    (p) => `El servidor${named(p["host"])} ${whyFailed[String(p["reason"])] ?? "no aceptó la conexión"}.`,
    "Revisa que esté encendido y que la dirección sea la correcta, y vuelve a intentarlo.",
  ),
  oidc_refused: words(
    "No se pudo entrar con esa cuenta",
    "Lo que llegó del otro servicio no es la respuesta que se le pidió. No se abrió ninguna sesión.",
    "Empieza otra vez desde la página de entrada.",
  ),
  oidc_expired: words(
    "Este intento de entrar ya no vale",
    "Empezó hace demasiado, en otro navegador, o ya se usó. No se abrió ninguna sesión.",
    "Empieza otra vez desde la página de entrada.",
  ),
  oidc_unverified: words(
    "Falta confirmar tu correo",
    (p) =>
      p["here"] === true
        ? "Tu cuenta de Caudal usa ese correo, pero todavía no lo confirmaste aquí. No se abrió ninguna sesión."
        : "El otro servicio no asegura que ese correo sea tuyo. No se abrió ninguna sesión.",
    "Confírmalo donde falta y vuelve a entrar.",
  ),
  oidc_not_member: words(
    "Todavía no perteneces a una cuenta",
    "Tu correo es válido, pero todavía no le llegó una invitación a Caudal.",
    "Pide a quien administra tu cuenta que te invite con ese mismo correo.",
  ),
  oidc_domain_refused: words(
    "Ese correo no entra por aquí",
    "Quien opera Caudal acepta por este camino solo correos de ciertos dominios.",
    "Entra con tu correo de la empresa.",
  ),
  oidc_email_held: words(
    "Ese correo era de otra persona hasta hace poco",
    "Quien lo usaba en Caudal cambió de correo y todavía puede recuperarlo. No se abrió ninguna sesión.",
    "Espera siete días desde ese cambio y vuelve a entrar, o entra como la persona que ya eras.",
  ),
  oidc_not_anew: words(
    "El otro servicio no te lo preguntó de nuevo",
    "No confirmó que acabas de demostrar quién eres. No se cambió nada.",
    "Empieza otra vez. Si vuelve a pasar, avisa a quien opera Caudal: ese servicio tiene que informar «auth_time».",
  ),
  oidc_other_person: words(
    "En el otro servicio entró otra persona",
    "La sesión de Caudal es de alguien distinto. No se cambió nada.",
    "Entra allí como tú mismo y vuelve a intentarlo.",
  ),
  oidc_unreachable: words(
    "El otro servicio no contesta",
    "No se pudo hablar con el servicio con el que ibas a entrar. No se abrió ninguna sesión.",
    "Vuelve a intentarlo en un momento; si sigue así, avisa a quien opera Caudal.",
  ),
  webhooks_too_many: words(
    "No caben más direcciones",
    (p) => `Ya tienes ${p["limit"] ?? "todas las"} direcciones que reciben avisos.`,
    "Borra una que ya no uses y agrega la nueva.",
  ),
  webhook_answered: words(
    "El otro servidor no aceptó el aviso",
    (p) => `Contestó con el estado ${p["status"] ?? "de un error"}, y solo los de 200 a 299 dicen que lo tomó.`,
    "Revisa el programa que recibe. Lo volvemos a intentar durante tres días.",
  ),
  webhook_gone: words(
    "El otro servidor ya no quiere avisos",
    "Contestó con el estado 410, que dice que esa dirección ya no existe. No la volvemos a llamar.",
    "Si fue un error, corrige el programa que recibe y activa el webhook otra vez.",
  ),
  webhook_off: words(
    "El webhook no está activo",
    "Está apagado, así que este aviso no se envió. Queda guardado mientras exista el aviso.",
    "Actívalo, y envía de nuevo lo que no llegó.",
  ),
  webhook_notice_gone: words(
    "El aviso ya no existe",
    "Se borró antes de llegar al otro servidor, así que no queda nada que enviar.",
    "No hace falta hacer nada.",
  ),
  webhook_not_replayable: words(
    "Este envío no se puede repetir",
    "Ya llegó, todavía está en espera, o el aviso del que hablaba ya no existe.",
    "Mira su estado en la lista de envíos.",
  ),
  webhook_secret_unusable: words(
    "El secreto de este webhook no se puede leer",
    "Se guardó para otra dirección o con otra clave maestra. Sin él no se firma, y sin firma no se envía nada.",
    "Cambia el secreto, y pon el nuevo en el programa que recibe.",
  ),
} satisfies Partial<FaultCatalogue>;
