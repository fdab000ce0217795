import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const credentialsFaults = {
  key_refused: words(
    "Esa clave de API no sirve",
    "Se revocó, venció, le falta un trozo o nunca existió. No se hizo nada.",
    "Revisa que la copiaste completa, o crea otra en tu perfil, en «Seguridad».",
  ),
  key_scope_missing: words(
    "La clave de API no alcanza para esto",
    (p) =>
      `La clave es válida, pero no tiene el permiso${quoted(p["scope"], "«", "»")} que hace falta. No se hizo nada.`,
    "Crea una clave con ese permiso en tu perfil, en «Seguridad».",
  ),
  session_needed: words(
    "Esto no se hace con una clave de API",
    "Decide quién puede entrar, y por eso solo se hace con la sesión iniciada. No se cambió nada.",
    "Entra a Caudal en el navegador y hazlo ahí.",
  ),
  proof_needed: words(
    "Confirma que eres tú",
    "Hace rato que entraste, y esto decide quién puede qué o se lleva datos. No se hizo nada todavía.",
    "Confírmalo con tu contraseña, o en el servicio con el que entras (y con un código, si entras en dos pasos), y vuelve a intentarlo.",
  ),
  proof_refused: words(
    "No pudimos confirmar que eres tú",
    "La contraseña o el código no son correctos. No se cambió nada.",
    "Revisa lo que escribiste y vuelve a intentarlo.",
  ),
  too_many_keys: words(
    "Tienes demasiadas claves de API",
    (p) =>
      p["day"] === true
        ? `En un día puedes crear${quoted(p["max"], "", "")} claves. No se creó otra.`
        : `Puedes tener${quoted(p["max"], "", "")} claves vigentes a la vez. No se creó otra.`,
    (p) => (p["day"] === true ? "Espera a mañana." : "Revoca una que ya no uses y crea la nueva."),
  ),
  second_step_needed: words(
    "Falta el segundo paso",
    "La contraseña es correcta. Esta cuenta pide además un código de tu aplicación de autenticación.",
    "Escribe el código de seis cifras, o uno de tus códigos de recuperación.",
  ),
  second_step_ended: words(
    "El segundo paso terminó",
    "Pasó demasiado tiempo o hubo demasiados códigos equivocados. No se inició la sesión.",
    "Vuelve a escribir tu correo y tu contraseña.",
  ),
  code_refused: words(
    "Ese código no sirve",
    "No es correcto, ya se usó o venció.",
    "Espera el código siguiente y revisa que la hora de tu teléfono sea automática.",
  ),
  second_factor_required: words(
    "Tu cuenta pide un segundo paso",
    "Quien administra la cuenta pide a todos entrar en dos pasos, y tú todavía no lo has activado. No se hizo nada.",
    "Actívalo en la página, que te lleva a él, y sigues donde estabas. Las claves de API vuelven a servir con él.",
  ),
  second_factor_first: words(
    "Primero activa el tuyo",
    "Para pedir a todos un segundo paso hay que tenerlo: así quien lo pide no se queda fuera. No se cambió nada.",
    "Actívalo en tu perfil, en «Seguridad», y vuelve a intentarlo.",
  ),
  second_factor_kept: words(
    "Una de tus cuentas lo pide",
    "Quien administra una cuenta a la que perteneces pide a todos entrar en dos pasos. Sigue activado.",
    "Se puede desactivar cuando la cuenta deje de pedirlo o cuando salgas de ella.",
  ),
} satisfies Partial<FaultCatalogue>;
