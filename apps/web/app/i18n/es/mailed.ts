export function mailedWords() {
  return {
    forgot: "¿Olvidaste tu contraseña?",
    back: "Volver a entrar",
    checkTitle: "Revisa tu correo",
    signUpSent: (email: string) =>
      `Si ${email} es tuyo, ahí encontrarás un enlace para entrar. Te pide la contraseña que acabas de elegir, y sirve una vez, durante 24 horas.`,
    resetSent: (email: string) =>
      `Si ${email} tiene cuenta, ahí encontrarás un enlace para elegir otra contraseña. Sirve una vez, durante una hora.`,
    late: "Puede tardar unos minutos; mira también en el correo no deseado.",
    folderTitle: "Esta instalación no envía correos",
    folder:
      "Quien administra Caudal encuentra el mensaje en la carpeta outbox de la carpeta de datos, y puede pasarte el enlace.",
    forgotTitle: "Elige otra contraseña",
    forgotText: "Escribe el correo con el que entras. Te mandamos un enlace para elegir otra.",
    send: "Enviar enlace",
    sending: "Enviando…",
    resetTitle: "Elige tu contraseña nueva",
    resetText:
      "Al guardarla se cierran tus sesiones en todos tus dispositivos, se revocan tus claves de API, terminan tus enlaces a archivos y se apagan tus webhooks. La verificación en dos pasos sigue como está.",
    newPassword: "Contraseña nueva",
    savePassword: "Guardar contraseña",
    resetDone: "Tu contraseña cambió. Entra con la nueva.",
    takenBack: "Tu cuenta vuelve a ser tuya. Falta elegir otra contraseña.",
    signIn: "Entrar",
    confirmTitle: "Confirma tu correo",
    confirmText: "Esta cuenta se pidió con tu correo. Si fuiste tú, confírmala con la contraseña que elegiste.",
    chosenPassword: "La contraseña que elegiste",
    notYou:
      "¿No fuiste tú? No hagas nada: nadie entra y no se crea ninguna cuenta. Si quieres una, o no recuerdas la contraseña:",
    signUpYourself: "Crea la cuenta",
    confirm: "Confirmar y entrar",
    confirming: "Confirmando…",
    emailTitle: "Confirma tu correo",
    emailText: "Confirma que esta dirección es tuya.",
    emailConfirm: "Confirmar",
    emailDone: (email: string) => `Listo: tu correo es ${email}.`,
    home: "Ir a Caudal",
    keepTitle: "Recupera tu cuenta",
    keepText:
      "Tu cuenta se queda con este correo y termina todo lo que la abre: sesiones, claves de API, enlaces, webhooks y la verificación en dos pasos. Después, si entras con contraseña, eliges otra: quien entró conocía la tuya.",
    takenBackTitle: "Recuperaste tu cuenta",
    takenBackThere:
      "Si alguien conoce cómo entras al servicio de tu empresa, cámbialo allí. Después revisa quién es miembro de tus cuentas.",
    keep: "Recuperar mi cuenta",
    keeping: "Recuperando…",
    noToken: "A este enlace le falta un trozo. Ábrelo de nuevo desde el correo, completo.",
    password: {
      title: "Contraseña",
      text: "Al cambiarla se cierran tus otras sesiones; esta sigue abierta.",
      none: (service: string | null) =>
        service === null
          ? "No tienes contraseña en Caudal. Te mandamos un enlace para elegir una; al guardarla se cierran tus sesiones."
          : `No tienes contraseña en Caudal: entras con ${service}.`,
      chooseFirst: "Enviar enlace para elegirla",
      change: "Cambiar contraseña",
      changing: "Cambiando…",
      current: "Contraseña actual",
      done: "Tu contraseña cambió y tus otras sesiones se cerraron.",
    },
    email: {
      title: "Correo",
      now: (email: string) => `Entras con ${email}.`,
      confirmed: "Confirmado.",
      unconfirmed: "Todavía no has confirmado que es tuyo, así que no te mandamos avisos.",
      verify: "Enviar enlace para confirmarlo",
      lacking: (service: string | null) =>
        service === null
          ? "Para cambiarlo, elige primero una contraseña."
          : `Aquí no se cambia, porque entras con ${service}.`,
      new: "Correo nuevo",
      change: "Cambiar correo",
      changing: "Enviando…",
      sent: (email: string) =>
        `Mandamos un enlace a ${email}: el cambio se hace cuando lo abras. También avisamos a tu correo de ahora.`,
      verifySent: (email: string) => `Mandamos un enlace a ${email}.`,
    },
    notices: {
      title: "Por correo",
      text: "Todo lo que pasa está en los avisos de la página. Elige qué más te llega por correo.",
      failures: "Lo que falla",
      failuresHint: "Un archivo que no se pudo leer espera a que alguien lo arregle.",
      done: "Lo que termina bien",
      doneHint: "Un archivo que ya puedes ver.",
      other: "Lo demás",
      otherHint: "Novedades que no piden nada de ti.",
      needsConfirmation: "Confirma tu correo para recibir avisos en él.",
      goConfirm: "Ir a Seguridad",
    },
  };
}
