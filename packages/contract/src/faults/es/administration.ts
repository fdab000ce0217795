import { type FaultCatalogue, words } from "../fault-words.ts";
import { usesInWords } from "../uses-in-words.ts";

export const administrationFaults = {
  no_membership: words(
    "Ya no perteneces a ninguna cuenta",
    "Entraste, pero ninguna cuenta te tiene entre sus miembros: quizá te quitaron de la última. Lo que dejaste sigue siendo tuyo 30 días.",
    "Pide a quien administra tu cuenta que te invite de nuevo, y abre el enlace que te llegue por correo.",
  ),
  account_changed: words(
    "Aquí ya estás en otra cuenta",
    "Tu sesión dejó la cuenta para la que pediste esto: elegiste otra en otra ventana, o ya no eres parte de ella. No se hizo nada en ninguna.",
    "Vuelve a elegir la cuenta y repítelo, o carga la página de nuevo para seguir en la otra.",
  ),
  viewing_as: words(
    "Estás viendo como otra persona",
    "Mientras dura la vista solo se puede mirar. No se cambió nada.",
    "Sal de la vista, arriba en la página, y vuelve a intentarlo.",
  ),
  view_refused: words(
    "No puedes ver como esa persona",
    "Nadie se ve a sí mismo, y como un propietario solo ve otro propietario. Tu página sigue como estaba.",
    "Elige a otra persona de la lista de miembros.",
  ),
  last_owner: words(
    "La cuenta se quedaría sin propietario",
    "Toda cuenta conserva un propietario, y esta no tiene otro. No se cambió nada.",
    "Haz propietaria a otra persona primero.",
  ),
  name_taken: words(
    "Ese nombre ya está en uso",
    "Hay otro igual en esta cuenta. No se guardó nada.",
    "Elige otro nombre.",
  ),
  in_use: words(
    "Todavía está en uso",
    (params, tag) => usesInWords(params, tag, "es"),
    "Quítalo primero de ahí y vuelve a intentarlo.",
  ),
  changed_meanwhile: words(
    "Otra persona lo cambió mientras tanto",
    "Lo que ves ya no es lo que está guardado. Tus cambios no se guardaron, y los de la otra persona siguen ahí.",
    "Vuelve a cargar y haz tus cambios sobre lo nuevo.",
  ),
  already_member: words(
    "Ya es miembro de la cuenta",
    "Con ese correo ya hay una persona en esta cuenta. No se mandó nada.",
    "Búscala en la lista de miembros: ahí se cambian su rol y su perfil de acceso.",
  ),
  invitation_member: words(
    "Ya perteneces a esa cuenta",
    "La invitación no te hacía falta y quedó usada. Tu rol y tu perfil de acceso son los de antes.",
    "Ve a Caudal: la cuenta está entre las tuyas.",
  ),
  invitation_pending: words(
    "Ya tiene una invitación pendiente",
    "A ese correo ya se le mandó una invitación de esta cuenta que sigue sin usarse. No se mandó otra.",
    "Reenvíala o revócala en la lista de invitaciones.",
  ),
  invitation_limit: words(
    "Demasiadas invitaciones por ahora",
    "Para que nadie reciba correo de más, hay un límite por persona, por cuenta y por invitación. No se mandó nada.",
    "Espera y vuelve a intentarlo más tarde.",
  ),
  invitation_unknown: words(
    "Esa invitación no existe",
    "El enlace está incompleto o fue reemplazado por otro más nuevo. No se cambió nada.",
    "Abre el enlace del último correo que recibiste, o pide que te inviten de nuevo.",
  ),
  invitation_expired: words(
    "La invitación venció",
    "Pasó su plazo sin que se usara. No se cambió nada.",
    "Pide a quien te invitó que la reenvíe.",
  ),
  invitation_revoked: words(
    "La invitación fue retirada",
    "Quien administra la cuenta la retiró. No se cambió nada.",
    "Si crees que es un error, habla con quien te invitó.",
  ),
  invitation_used: words(
    "La invitación ya se usó",
    "Cada invitación sirve una sola vez. No se cambió nada.",
    "Si fuiste tú, inicia sesión. Si no, avisa a quien te invitó.",
  ),
  invitation_for_other: words(
    "La invitación es para otro correo",
    "Iniciaste sesión con un correo distinto del invitado. No se cambió nada.",
    "Sal e inicia sesión con el correo al que llegó la invitación.",
  ),
  invitation_sign_in: words(
    "Inicia sesión para aceptar",
    "Para unirte con una cuenta que ya tienes hay que haber iniciado sesión. La invitación sigue pendiente.",
    "Inicia sesión con el correo al que llegó la invitación y vuelve a abrir el enlace.",
  ),
  invitation_has_account: words(
    "Ya tienes cuenta con ese correo",
    "No se creó otra ni se cambió tu contraseña. La invitación sigue pendiente.",
    "Inicia sesión con tu contraseña de siempre y acepta la invitación.",
  ),
} satisfies Partial<FaultCatalogue>;
