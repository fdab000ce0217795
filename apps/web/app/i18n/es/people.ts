import type { Format } from "../format.ts";

export function peopleWords(f: Format) {
  return {
    promise: "Suelta un archivo. Lee lo que importa.",
    pitch:
      "Excel, CSV, JSON o Parquet, tal como te lo mandaron. Caudal lo lee, te dice qué encontró y te muestra las filas que lo prueban.",
    signIn: "Entrar",
    signUp: "Crear cuenta",
    signOut: "Salir",
    signInTitle: "Entra a tu cuenta",
    signUpTitle: "Crea tu cuenta",
    noAccount: "¿Todavía no tienes cuenta?",
    haveAccount: "¿Ya tienes cuenta?",
    askInvitation:
      "¿Todavía no tienes cuenta? Aquí se entra con invitación: pídela a quien administra la de tu equipo.",
    signUpClosedTitle: "Este Caudal es por invitación",
    signUpClosed:
      "Aquí no se crean cuentas por cuenta propia. Pide a quien administra la de tu equipo que te invite: la invitación llega por correo. Si ya tienes cuenta, entra.",
    email: "Correo",
    password: "Contraseña",
    newPassword: "Contraseña",
    passwordHint: (least: number) =>
      `Al menos ${f.number(least)} caracteres. Una frase larga es mejor que símbolos raros.`,
    name: "Nombre",
    showPassword: "Mostrar contraseña",
    hidePassword: "Ocultar contraseña",
    signingIn: "Entrando…",
    signingUp: "Creando tu cuenta…",
    otherWay: (name: string) => `Entrar con ${name}`,
    otherWayGoing: (name: string) => `Abriendo ${name}…`,
    orElse: "o con tu contraseña",
    noPasswords: (name: string) =>
      `En este Caudal se entra solo con ${name}. La contraseña, si la perdiste, se recupera allí.`,
    otherWayProblems: {
      oidc_refused: "Lo que llegó del otro servicio no es la respuesta que se le pidió. Empieza otra vez.",
      oidc_expired: "Ese intento empezó hace demasiado, en otro navegador, o ya se usó. Empieza otra vez.",
      oidc_unverified: "Falta confirmar tu correo, en el otro servicio o en Caudal. Confírmalo y vuelve a entrar.",
      oidc_not_member: "Nadie ha invitado ese correo a Caudal. Pide a quien administra tu cuenta que te invite.",
      oidc_domain_refused: "Por ese camino solo entran correos de la empresa. Usa el tuyo.",
      oidc_email_held:
        "Ese correo era de otra persona hasta hace poco, y todavía puede recuperarlo. Espera siete días, o entra como quien ya eras.",
      oidc_not_anew:
        "El otro servicio no confirmó que acabas de demostrar quién eres. Empieza otra vez; si se repite, avisa a quien opera Caudal.",
      oidc_other_person: "En el otro servicio entró otra persona. Entra allí como tú y vuelve a intentarlo.",
      oidc_unreachable:
        "El otro servicio no contesta. Vuelve a intentarlo en un momento; si sigue así, avisa a quien opera Caudal.",
      invitation_unknown: "A esa invitación le falta un trozo, o ya no existe. Ábrela de nuevo desde el correo.",
      invitation_expired: "Esa invitación venció. Pide otra a quien te invitó.",
      invitation_revoked: "Esa invitación se retiró. Pregunta a quien te invitó.",
      invitation_used: "Esa invitación ya se usó. Si fuiste tú, entra.",
      invitation_for_other:
        "La invitación es para otro correo que el tuyo. Entra con la cuenta invitada, o pide que te inviten con este correo.",
      rate_limited: "Fueron demasiados intentos desde aquí. Espera unos minutos y vuelve a intentarlo.",
      unavailable: "Caudal no pudo terminar de abrir tu sesión. Vuelve a intentarlo en un momento.",
    },
    otherWayFailed: "No se abrió ninguna sesión",
    expired: "Tu sesión terminó. Entra de nuevo y sigues donde estabas.",
    needName: "Escribe tu nombre.",
    needEmail: "Escribe un correo como ana@empresa.com.",
    needPassword: "Escribe tu contraseña.",
    shortPassword: (least: number) => `Usa al menos ${f.number(least)} caracteres.`,
    longPassword: (most: number) => `Usa como máximo ${f.number(most)} caracteres.`,
    menu: (name: string) => `Cuenta de ${name}`,
    profile: "Perfil",
    sectionsLabel: "Secciones del perfil",
    sections: { access: "Acceso", you: "Tú", security: "Seguridad", notices: "Avisos", data: "Tus datos" },
    profileState: (email: string, account: string, role: string) => `${email} · ${account} · ${role}`,
    roles: { owner: "propietario", admin: "administrador", analyst: "analista", viewer: "lector" },
    you: "Tú",
    appearance: "Idioma y apariencia",
    work: "Archivos",
    languageHint: "Cambia la página, los avisos y los textos de los hallazgos.",
    themeHint: "Se guarda en este navegador.",
    auto: "Procesar al subir",
    autoHint: "Cada archivo se lee apenas termina de subir. Si lo apagas, queda a la espera con un botón «Procesar».",
    save: "Guardar",
    saving: "Guardando…",
    saved: "Guardado",
  };
}
