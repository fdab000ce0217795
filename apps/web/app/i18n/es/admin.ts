import type { Format } from "../format.ts";

/** Administración: who belongs to the account and what each may see. */
export function adminWords(f: Format) {
  const left = (count: number): string => (count === 1 ? "queda 1" : `quedan ${f.number(Math.max(0, count))}`);
  return {
    title: "Administración",
    state: (account: string, role: string) => `${account} · eres ${role}`,
    sectionsLabel: "Secciones de administración",
    sections: {
      members: "Miembros",
      invitations: "Invitaciones",
      profiles: "Perfiles de acceso",
      companies: "Empresas y almacenes",
      tabs: "Pestañas",
      account: "Cuenta",
      use: "Uso",
      audit: "Auditoría",
    },
    account: {
      name: "Nombre de la cuenta",
      nameHint: "Lo ven todos sus miembros, arriba en cada página, y quienes reciben una invitación.",
      needName: "Escribe un nombre para la cuenta.",
      factor: {
        title: "Segundo paso para todos",
        text: "Para entrar como alguien que ya lo activó no basta una contraseña adivinada o robada. Quien no lo tenga solo puede activarlo; sus sesiones y claves de API no abren nada más hasta entonces.",
        on: "Se pide a todos.",
        off: "Cada quien decide si lo activa.",
        lacking: (names: readonly string[], others: number) =>
          `${names.length + others === 1 ? "Le falta" : "Les falta"} a ${names.join(", ")}${others === 0 ? "" : ` y ${f.plural(others, "persona más", "personas más")}`}.`,
        nobody: "Todos los miembros lo tienen.",
        ask: "Pedirlo a todos",
        askTitle: "¿Pedir un segundo paso a todos?",
        askText: (count: number) =>
          count === 0
            ? "Todos los miembros lo tienen ya. También se pedirá a quien llegue después."
            : `${f.plural(count, "miembro no lo ha activado", "miembros no lo han activado")} en Caudal: desde ese momento solo podrán activarlo, y se les avisa por correo. Quien entra con el servicio de la empresa sigue si ese servicio dice que ya lo pidió.`,
        stop: "Dejar de pedirlo",
        stopTitle: "¿Dejar de pedir el segundo paso?",
        stopText: "Quien lo tiene lo conserva y puede desactivarlo. Quien no lo tiene vuelve a entrar sin él.",
        yoursFirst: "Para pedirlo a todos, activa antes el tuyo.",
        yours: "Ir a tu seguridad",
      },
    },
    use: {
      used: (used: string, limit: string, left: string) => `La cuenta usa ${used} de ${limit}. Quedan ${left}.`,
      unlimited: (used: string) => `La cuenta usa ${used}, sin límite.`,
      what: "Cuentan los archivos como llegaron, los que están por llegar y las copias que se hacen para leerlos. Para hacer espacio, borra archivos que ya no uses. El límite lo fija quien opera Caudal.",
      over: "El límite se alcanzó: no entran archivos nuevos hasta que se borren otros o quien opera Caudal dé más espacio.",
      near: (used: string, limit: string, left: string) => `La cuenta usa ${used} de ${limit}: quedan ${left}.`,
      see: "Ver quién usa cuánto",
      bar: "Espacio usado",
      files: (used: number, limit: number | null) =>
        limit === null
          ? `La cuenta guarda ${f.plural(used, "archivo", "archivos")}, sin límite de cuántos.`
          : `La cuenta guarda ${f.plural(used, "archivo", "archivos")}, de ${f.number(limit)} que puede: ${left(limit - used)}.`,
      filesBar: "Archivos guardados",
      filesOver:
        "Ya guarda todos los que puede: no entran archivos nuevos hasta que se borren otros o quien opera Caudal permita más.",
      person: "Persona",
      space: "Espacio",
      gone: "Alguien que ya no está",
      goneUntil: (date: string) => `salió · se guarda hasta el ${date}`,
      goneNow: "salió · se está borrando",
      departed: (size: string, files: number) =>
        `Quienes salieron dejaron ${size} en ${f.plural(files, "archivo", "archivos")}.`,
      departedFree:
        "No cuenta en el límite. Sigue siendo solo de esas personas hasta la fecha que ves abajo; después se borra.",
      departedOver: (size: string | null, files: number | null) =>
        `Pasa de lo que cabe aparte, que es tanto como el límite de la cuenta. En el límite cuenta lo que sobra: ${[...(size === null ? [] : [size]), ...(files === null ? [] : [f.plural(files, "archivo", "archivos")])].join(" y ")}, hasta que se borre en la fecha que ves abajo.`,
      runs: (limit: number, working: number, waiting: number) =>
        limit === 1
          ? `Se procesa un archivo a la vez: ahora ${working}, y ${waiting} en espera.`
          : `Se procesan hasta ${limit} archivos a la vez: ahora ${working}, y ${waiting} en espera.`,
    },
    accounts: { menu: "Cambiar de cuenta" },
    view: {
      label: "Vista de otra persona",
      as: (name: string, role: string) => `Ves como ${name}, ${role}.`,
      limits: (until: string) =>
        `Solo puedes mirar, hasta el ${until}. Sus archivos, hallazgos, registros y avisos no se muestran.`,
      end: "Salir de la vista",
    },
    members: {
      count: (count: number) => f.plural(count, "miembro", "miembros"),
      invite: "Invitar",
      you: "tú",
      since: (date: string) => `desde el ${date}`,
      role: "Rol",
      roleChange: "Cambiar rol",
      roleTitle: (name: string, role: string) => `¿Cambiar el rol de ${name} a ${role}?`,
      roleTitleMe: (role: string) => `¿Cambiar tu rol a ${role}?`,
      roleTexts: {
        owner: "Puede todo en esta cuenta, también cambiar y quitar a los demás propietarios.",
        admin: "Decide quién entra y qué ve cada quien; no cambia a los propietarios.",
        analyst: "Sube archivos y los procesa. No entra a Administración.",
        viewer: "Solo lee: ni sube archivos ni inicia ejecuciones. No entra a Administración.",
      },
      roleHolds: "Vale desde su siguiente solicitud.",
      roleHoldsMe: "Vale desde ya. Solo otro propietario podrá devolverte el tuyo.",
      roleInvitations: "Las invitaciones que mandó y nadie ha aceptado dejan de servir.",
      roleInvitationsMe: "Las invitaciones que mandaste y nadie ha aceptado dejan de servir.",
      profile: "Perfil de acceso",
      profileChange: "Cambiar perfil",
      profileTitle: (name: string, profile: string) => `¿Cambiar el perfil de ${name} a «${profile}»?`,
      profileTitleMe: (profile: string) => `¿Cambiar tu perfil a «${profile}»?`,
      profileText: "Decide qué empresas, almacenes y pestañas ve. Vale desde su siguiente solicitud.",
      profileTextManager:
        "Propietarios y administradores ven todo: el perfil cuenta cuando dejen de serlo, y para quien mira como esa persona.",
      viewAs: "Ver como",
      remove: "Quitar",
      removeTitle: (name: string) => `¿Quitar a ${name}?`,
      removeText:
        "Deja de entrar a esta cuenta desde este momento y sus ejecuciones se cancelan. Las invitaciones que mandó y nadie ha aceptado dejan de servir. Sus archivos siguen siendo solo suyos 30 días, para llevárselos; después se borran.",
      handOver: "Ceder propiedad",
      handOverTitle: (name: string) => `¿Ceder la propiedad a ${name}?`,
      handOverText: "Pasa a ser propietario, y tú a ser administrador. Solo esa persona podrá devolvértela.",
      leave: "Salir de la cuenta",
      leaveTitle: (account: string) => `¿Salir de «${account}»?`,
      leaveText:
        "Dejas de verla desde este momento, y las invitaciones que mandaste y nadie ha aceptado dejan de servir. Para volver necesitas otra invitación. Tus archivos siguen siendo tuyos 30 días, para llevártelos; después se borran.",
      rules:
        "Los cambios valen desde la siguiente solicitud de la persona. A un propietario solo lo cambia otro propietario, y la cuenta siempre conserva uno. Quien deja de administrar pierde las invitaciones que mandó y nadie ha aceptado.",
    },
    ways: {
      open: "Accesos",
      title: (name: string) => `Accesos de ${name}`,
      text: "Por dónde entra, y lo que puedes terminar. Las claves no se muestran, ni qué archivo abre un enlace: eso es solo suyo. Se le avisa por correo y queda en la auditoría.",
      never: "sin entrar todavía",
      last: (ago: string) => `entró ${ago}`,
      factorOn: "con dos pasos",
      factorOff: "sin dos pasos",
      sessions: (count: number) => (count === 0 ? "sin sesiones" : f.plural(count, "sesión", "sesiones")),
      keys: (count: number) => (count === 0 ? "sin claves de API" : f.plural(count, "clave de API", "claves de API")),
      links: (count: number) => (count === 0 ? "sin enlaces" : f.plural(count, "enlace", "enlaces")),
      endSession: "Cerrar su sesión",
      endSessions: "Cerrar todas",
      endSessionsText:
        "Se cierran todas sus sesiones, también las que tenga en otras cuentas, y lo que esté haciendo se corta. Puede volver a entrar; para que no entre más, quítala de la cuenta.",
      revoke: "Revocar",
      revokeAll: "Revocar todos",
      revokeAllKeys: "Revocar todas",
      revokeKeyText: (name: string) =>
        `La clave «${name}» deja de servir en este momento, y el programa que la usa deja de entrar. No se puede deshacer.`,
      revokeKeysText: "Sus claves en esta cuenta dejan de servir en este momento. No se puede deshacer.",
      link: "Enlace a un archivo suyo",
      linkMade: (date: string) => `hecho el ${date}`,
      linkUntil: (date: string) => `vence el ${date}`,
      revokeLinkText: "Quien tenga el enlace ya no lo abre. No se puede deshacer.",
      revokeLinksText: "Quienes tengan sus enlaces ya no los abren. No se puede deshacer.",
      close: "Cerrar",
    },
    departures: {
      title: "Quienes salieron",
      text: "Sus archivos siguen siendo solo suyos hasta la fecha que ves; después se borran. No ocupan el espacio de la cuenta mientras no pasen de su límite.",
      left: (date: string) => `salió el ${date}`,
      kept: (files: number, size: string) => `${f.plural(files, "archivo", "archivos")}, ${size}`,
      until: (date: string) => `hasta el ${date}`,
    },
    invitations: {
      email: "Correo de la persona",
      send: "Mandar invitación",
      sending: "Mandando…",
      sent: "Invitación en camino.",
      resend: "Reenviar",
      resent: "Reenviada",
      revoke: "Revocar",
      none: "Todavía no invitaste a nadie",
      noneText: "Escribe un correo y elige su rol: le llega un enlace que sirve una vez, durante siete días.",
      states: { open: "pendiente", expired: "vencida", accepted: "aceptada", revoked: "revocada" },
      until: (date: string) => `vence el ${date}`,
      since: (date: string) => `mandada el ${date}`,
      by: (name: string) => `invitó ${name}`,
      byMe: "invitaste tú",
      byGone: "invitó alguien que ya no está",
      roleHints: {
        admin: "Decide quién entra y qué ve cada quien.",
        analyst: "Sube archivos y los procesa.",
        viewer: "Solo lee.",
      },
    },
    invited: {
      title: "Te invitaron a Caudal",
      offer: (inviter: string | null, account: string, role: string) =>
        inviter === null
          ? `Te invitan a la cuenta «${account}» como ${role}.`
          : `${inviter} te invita a la cuenta «${account}» como ${role}.`,
      until: (date: string) => `Vence el ${date}.`,
      accept: "Aceptar y entrar",
      acceptThere: (service: string) => `Aceptar con ${service}`,
      onlyThere: (email: string, service: string) => `Acéptala con la cuenta de ${email} en ${service}.`,
      known: "¿Ya tienes cuenta con este correo? Entra con tu contraseña y vuelves aquí.",
      signedInAs: (email: string) => `Entraste como ${email}.`,
      join: "Unirme a la cuenta",
      other: "Salir y usar otro correo",
      below: "El enlace sirve una sola vez.",
    },
    noAccount: {
      title: "Ya no perteneces a ninguna cuenta",
      text: "Quien administra la última te quitó de ella, o saliste. Lo que dejaste sigue siendo solo tuyo 30 días: llévatelo o bórralo antes, porque después se borra. Un correo te dice hasta cuándo.",
      below: "Si te invitan de nuevo, abre el enlace que te llegue por correo.",
    },
    lists: {
      add: "Agregar",
      name: "Nombre",
      rename: "Renombrar",
      remove: "Eliminar",
      removeTitle: (name: string) => `¿Eliminar «${name}»?`,
      removeText: "Solo se puede si nada lo usa. No se puede deshacer.",
    },
    companies: {
      add: "Nueva empresa",
      none: "Todavía no hay empresas",
      noneText: "Agrega la primera, por ejemplo «Ferretería Norte», y después sus almacenes.",
      warehousesOf: (name: string) => `Almacenes de ${name}`,
      addWarehouse: (name: string) => `Nuevo almacén de ${name}`,
    },
    tabs: { add: "Nueva pestaña", hint: "Las pestañas agrupan tableros; cada perfil de acceso dice cuáles abre." },
    profiles: {
      about:
        "Un perfil dice qué empresas, almacenes y pestañas ve quien lo tiene, y qué campos no. Propietarios y administradores ven todo. Por ahora decide solo qué nombres ve: todavía no hay tableros, y de los archivos y hallazgos de cada quien no oculta nada.",
      add: "Nuevo perfil",
      edit: "Editar",
      name: "Nombre del perfil",
      companiesTitle: "Empresas",
      warehousesTitle: "Almacenes",
      tabsTitle: "Pestañas",
      allCompanies: "todas las empresas",
      allWarehouses: "todos los almacenes",
      companies: (count: number) => f.plural(count, "empresa", "empresas"),
      warehouses: (count: number) => f.plural(count, "almacén", "almacenes"),
      tabs: (count: number) => f.plural(count, "pestaña", "pestañas"),
      hidden: (count: number) => f.plural(count, "campo oculto", "campos ocultos"),
      members: (count: number) => f.plural(count, "miembro", "miembros"),
      hiddenTitle: "Campos ocultos",
      hiddenHint:
        "Uno por línea, como «costo» o «margen». Se guardan para los tableros, que todavía no existen: hoy no ocultan nada.",
      nothingYet: "Todavía no hay ninguno.",
      seeNew: "Ver lo nuevo",
      newcomers: "Lo recibe quien llega sin invitación",
      giveNewcomers: "Dar a quien llega",
      newcomersTitle: (name: string) => `¿Dar «${name}» a quien llega sin invitación?`,
      newcomersText:
        "Lo recibirá quien entre por primera vez con el servicio de la empresa, sin que nadie lo invite. Quienes ya son miembros conservan el suyo.",
    },
    access: {
      about:
        "Por ahora el perfil decide solo qué nombres ves aquí. Todavía no hay tableros: sus empresas, almacenes y campos ocultos no quitan nada de los archivos ni de los hallazgos.",
      companies: "Empresas",
      noCompanies: "No tienes empresas abiertas.",
      warehouses: "Almacenes",
      noWarehouses: "No tienes almacenes abiertos.",
      tabs: "Pestañas",
      noTabs: "No tienes pestañas abiertas.",
      hidden: "Campos ocultos",
      noHidden: "Ninguno.",
    },
  };
}
