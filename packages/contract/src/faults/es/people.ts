import { type FaultCatalogue, words } from "../fault-words.ts";

export const peopleFaults = {
  not_signed_in: words(
    "Inicia sesión",
    "Para ver esto tienes que haber iniciado sesión. Tal vez tu sesión terminó.",
    "Inicia sesión y vuelve a intentarlo: lo que ya estaba guardado sigue ahí.",
  ),
  sign_in_refused: words(
    "No pudimos iniciar tu sesión",
    "El correo o la contraseña no son correctos.",
    "Revisa los dos y vuelve a intentarlo.",
  ),
  sign_in_busy: words(
    "Hay mucha gente entrando a la vez",
    "Ahora mismo llegan más contraseñas de las que se pueden revisar. La tuya no se revisó.",
    (p) => `Vuelve a intentarlo en ${p["seconds"] ?? 10} segundos.`,
  ),
  sign_in_overtaken: words(
    "Tus sesiones se cerraron mientras entrabas",
    "En ese momento se activó el segundo paso, se cambió la contraseña o se cerraron todas las sesiones. No se inició la sesión.",
    "Vuelve a entrar: se te pide lo que hace falta ahora.",
  ),
  email_taken: words(
    "Ese correo ya tiene cuenta",
    "Ya hay una persona registrada con ese correo. No se creó otra.",
    "Inicia sesión con ese correo, o regístrate con otro.",
  ),
  password_too_common: words(
    "Esa contraseña es fácil de adivinar",
    "Está entre las que se prueban primero: una palabra con un año o una serie, tu propio correo, o una muy conocida. No se guardó nada.",
    "Elige otra: varias palabras sin relación entre sí funcionan bien.",
  ),
  sign_up_password_wrong: words(
    "No es la contraseña de este registro",
    "No se creó nada, y el enlace sigue sirviendo.",
    "Escríbela otra vez, o abre el enlace del último correo. Si no la recuerdas, crea la cuenta de nuevo.",
  ),
  sign_up_closed: words(
    "El registro está cerrado",
    "En esta instalación no se pueden crear cuentas desde la página.",
    "Pide a quien administra Caudal que te dé acceso.",
  ),
  passwords_off: words(
    "Aquí no se usan contraseñas",
    (p) => `En este Caudal se entra solo con ${p["service"] ?? "el servicio de la empresa"}. No se cambió nada.`,
    (p) => `Entra con ${p["service"] ?? "ese servicio"} desde la página de entrada.`,
  ),
  forbidden: words(
    "No tienes permiso",
    "Tu perfil no permite hacer esto. No se cambió nada.",
    "Si lo necesitas, pídelo a quien administra tu cuenta.",
  ),
} satisfies Partial<FaultCatalogue>;
