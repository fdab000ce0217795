import { quotaColumns, type AuditWords, type Sentence, type ToldEntry } from "./told-entry.ts";

const roles: Readonly<Record<string, string>> = {
  owner: "propietario",
  admin: "administrador",
  analyst: "analista",
  viewer: "lector",
};
const role = (value: string | null): string => roles[value ?? ""] ?? value ?? "miembro";
const quoted = (name: string | null): string => (name === null ? "" : ` «${name}»`);
/** What is the same is one entry with a count. */
const times = (told: ToldEntry): string => (told.after("times") === null ? "" : ` (${told.after("times")} veces)`);
const somebody = (told: ToldEntry): string => told.person ?? "un miembro";
/** Figures of an account's quota that changed, as they were and are. */
const figures = (t: ToldEntry): string => {
  const told = quotaColumns.flatMap((column) => {
    const [before, after] = [t.before(column), t.after(column)];
    if (before === null && after === null) return [];
    return [`${words.columns[column]}: antes ${before ?? words.settings}, ahora ${after ?? words.settings}`];
  });
  return told.length === 0 ? "" : ` (${told.join("; ")})`;
};
const limits = (t: ToldEntry): string =>
  `Quien opera Caudal cambió los límites de la cuenta${quoted(t.object)}${figures(t)}`;

export const sentences = {
  "account.created": (t) => `${t.who} creó la cuenta${quoted(t.object)}`,
  "account.changed": (t) =>
    // Until version 50 of the database a quota was recorded so too.
    figures(t) === "" ? `${t.who} cambió el nombre de la cuenta a${quoted(t.after("name") ?? t.object)}` : limits(t),
  "account.quota_set": (t) => limits(t),
  "account.newcomers_profile_set": (t) => `${t.who} eligió otro perfil de acceso para quien llega sin invitación`,
  "account.factor_required": (t) =>
    `${t.who} pidió la verificación en dos pasos a todos en la cuenta${quoted(t.object)}`,
  "account.factor_optional": (t) =>
    `${t.who} dejó de pedir la verificación en dos pasos en la cuenta${quoted(t.object)}`,
  "account.removed": (t) => `${t.who} eliminó la cuenta${quoted(t.object)}`,
  "user.created": (t) => `${t.who} se registró`,
  "user.changed": (t) => `${t.who} cambió sus datos de acceso`,
  "user.removed": (t) => `${t.who} dejó de tener acceso a Caudal`,
  "profile.created": (t) => `${t.who} empezó a usar Caudal`,
  "profile.changed": (t) => `${t.who} cambió su perfil`,
  "profile.removed": (t) => `${t.who} eliminó su perfil`,
  "session.started": (t) => `${t.who} inició sesión`,
  "session.ended": (t) =>
    t.person === null ? `Terminó una sesión de ${t.who}` : `${t.who} cerró una sesión de ${t.person}`,
  "session.refused": (t) =>
    t.person === null
      ? `Se rechazó un inicio de sesión con un correo que nadie usa${times(t)}`
      : `Se rechazó un inicio de sesión de ${t.person}${times(t)}`,
  "security.code_refused": (t) => `Se rechazó un código de verificación de ${t.person ?? t.who}${times(t)}`,
  "security.proof_refused": (t) =>
    `Se rechazó la contraseña con la que ${t.person ?? t.who} confirmaba que era quien dice${times(t)}`,
  "security.key_refused": (t) =>
    t.person === null && t.object === null
      ? `Se rechazó una clave de API que no existe${times(t)}`
      : `Se rechazó la clave de API${quoted(t.object)} de ${t.person ?? t.who}${times(t)}`,
  "security.operation_refused": (t) => `Se rechazó una operación de ${t.person ?? t.who}${times(t)}`,
  "security.limit_reached": (t) => `Se alcanzó un límite de intentos o peticiones de ${t.person ?? t.who}${times(t)}`,
  "security.dial_refused": (t) =>
    `No se llamó a una dirección prohibida por un webhook de ${t.person ?? t.who}${times(t)}`,
  "security.provider_refused": (t) => `Se rechazó un inicio de sesión por otro servicio${times(t)}`,
  "login.created": (t) => `${t.who} agregó una forma de iniciar sesión`,
  "login.changed": (t) => `${t.who} cambió su contraseña`,
  "login.hashed": (t) => `Lo que se guarda de la contraseña de ${t.who} se calculó de nuevo, con más costo`,
  "login.removed": (t) => `${t.who} quitó una forma de iniciar sesión`,
  "second_factor.turned_on": (t) => `${t.who} activó la verificación en dos pasos`,
  "second_factor.turned_off": (t) => `${t.who} desactivó la verificación en dos pasos`,
  "second_factor.removed": (t) => `Quien opera Caudal quitó la verificación en dos pasos de ${somebody(t)}`,
  "second_factor.recovery_code_used": (t) => `${t.who} usó un código de recuperación`,
  "api_key.created": (t) => `${t.who} creó la clave de API${quoted(t.object)}`,
  "api_key.revoked": (t) =>
    `${t.who} revocó la clave de API${quoted(t.object)}${t.person === null ? "" : ` de ${t.person}`}`,
  "api_key.removed": (t) => `${t.who} eliminó la clave de API${quoted(t.object)}`,
  "member.added": (t) =>
    t.person === null
      ? `${t.who} entró a la cuenta como ${role(t.after("role"))}`
      : `${t.who} agregó a ${t.person} como ${role(t.after("role"))}`,
  "member.changed": (t) =>
    t.after("role") === null
      ? `${t.who} cambió el perfil de acceso de ${somebody(t)}`
      : `${t.who} cambió el rol de ${somebody(t)} de ${role(t.before("role"))} a ${role(t.after("role"))}`,
  "member.links_revoked": (t) => `${t.who} revocó enlaces de ${somebody(t)} a archivos (${t.before("links") ?? "1"})`,
  "member.removed": (t) => `${t.who} quitó a ${somebody(t)} de la cuenta`,
  "invitation.sent": (t) => `${t.who} invitó a ${t.object ?? "alguien"}`,
  "invitation.resent": (t) => `${t.who} volvió a enviar la invitación de ${t.object ?? "alguien"}`,
  "invitation.accepted": (t) => `${t.object ?? t.who} aceptó su invitación`,
  "invitation.revoked": (t) =>
    t.person === null
      ? `${t.who} retiró la invitación de ${t.object ?? "alguien"}`
      : `${t.who} retiró una invitación que mandó ${t.person}`,
  "invitation.removed": (t) => `Se eliminó la invitación de ${t.object ?? "alguien"}`,
  "view.begun": (t) => `${t.who} empezó a ver Caudal como lo ve ${t.person ?? "otro miembro"}`,
  "view.ended": (t) => `${t.who} dejó de ver Caudal como lo ve ${t.person ?? "otro miembro"}`,
  "company.created": (t) => `${t.who} agregó la empresa${quoted(t.object)}`,
  "company.changed": (t) => `${t.who} cambió la empresa${quoted(t.object)}`,
  "company.removed": (t) => `${t.who} eliminó la empresa${quoted(t.object)}`,
  "warehouse.created": (t) => `${t.who} agregó el almacén${quoted(t.object)}`,
  "warehouse.changed": (t) => `${t.who} cambió el almacén${quoted(t.object)}`,
  "warehouse.removed": (t) => `${t.who} eliminó el almacén${quoted(t.object)}`,
  "tab.created": (t) => `${t.who} agregó la pestaña${quoted(t.object)}`,
  "tab.changed": (t) => `${t.who} cambió la pestaña${quoted(t.object)}`,
  "tab.removed": (t) => `${t.who} eliminó la pestaña${quoted(t.object)}`,
  "access_profile.created": (t) => `${t.who} creó el perfil de acceso${quoted(t.object)}`,
  "access_profile.changed": (t) => `${t.who} cambió el perfil de acceso${quoted(t.object)}`,
  "access_profile.removed": (t) => `${t.who} eliminó el perfil de acceso${quoted(t.object)}`,
  "access_profile.company_granted": (t) => `${t.who} dio acceso a una empresa en un perfil de acceso`,
  "access_profile.company_revoked": (t) => `${t.who} quitó el acceso a una empresa en un perfil de acceso`,
  "access_profile.warehouse_granted": (t) => `${t.who} dio acceso a un almacén en un perfil de acceso`,
  "access_profile.warehouse_revoked": (t) => `${t.who} quitó el acceso a un almacén en un perfil de acceso`,
  "access_profile.tab_granted": (t) => `${t.who} dio acceso a una pestaña en un perfil de acceso`,
  "access_profile.tab_revoked": (t) => `${t.who} quitó el acceso a una pestaña en un perfil de acceso`,
  "file.uploaded": (t) => `${t.who} subió un archivo`,
  "file.changed": (t) => `${t.who} cambió un archivo`,
  "file.removed": (t) => `${t.who} eliminó un archivo`,
  "file.parts_removed": (t) => `Con un archivo de ${t.who} se eliminó todo lo que salió de él`,
  "file.bytes_removed": (t) => `Se borraron del almacén los bytes de un archivo de ${t.who}`,
  "run.started": (t) => `${t.who} empezó a procesar un archivo`,
  "run.cancel_asked": (t) => `${t.who} pidió cancelar un procesamiento`,
  "run.succeeded": (t) => `Terminó un procesamiento de ${t.who}`,
  "run.failed": (t) => `Falló un procesamiento de ${t.who}`,
  "run.cancelled": (t) => `Se canceló un procesamiento de ${t.who}`,
  "run.recorded": (t) =>
    `La auditoría anotó el recibo de un procesamiento de ${t.person ?? t.who}, de antes de que los anotara`,
  "run.removed": (t) => `Se eliminó un procesamiento de ${t.who}`,
  "share.begun": (t) => `${t.who} compartió un archivo`,
  "share.changed": (t) => `${t.who} cambió cómo comparte un archivo`,
  "share.revoked": (t) => `${t.who} dejó de compartir un archivo`,
  "share.removed": (t) => `${t.who} eliminó lo que compartía de un archivo`,
  "webhook.created": (t) => `${t.who} agregó el webhook${quoted(t.object)}`,
  "webhook.changed": (t) => `${t.who} cambió el webhook${quoted(t.object)}`,
  "webhook.removed": (t) => `${t.who} eliminó el webhook${quoted(t.object)}`,
  "export.taken": (t) => `${t.who} se llevó una copia de todo lo suyo`,
  "master_key.changed": () => "Se puso una clave maestra nueva",
  "master_key.retired": () => "Se retiró la clave maestra anterior: todo está bajo la nueva",
  "audit.acknowledged": () =>
    "Quien opera Caudal reconoció que la auditoría no tiene lo que se guardó de ella fuera de la base",
  "person.erased": () => "Se borró a una persona y lo que la auditoría decía de ella",
} as const satisfies Readonly<Record<string, Sentence>>;

export const words: AuditWords = {
  erased: "Alguien que se borró",
  unknown: "Alguien sin identificar",
  platform: "Caudal",
  other: (t, action) => `${t.who}: ${action}`,
  settings: "lo que digan los ajustes",
  columns: {
    storage_bytes: "espacio",
    files_at_most: "archivos",
    runs_at_once: "ejecuciones a la vez",
    name: "nombre",
    email: "correo",
    emailVerified: "correo confirmado",
    role: "rol",
    locale: "idioma",
    auto_process: "procesar al llegar",
    mail_notices: "avisos por correo",
    second_factor_required: "verificación en dos pasos para todos",
    access_profile_id: "perfil de acceso",
    default_access_profile_id: "perfil de quien llega",
    company_id: "empresa",
    warehouse_id: "almacén",
    tab_id: "pestaña",
    key: "clave de la pestaña",
    all_companies: "todas las empresas",
    all_warehouses: "todos los almacenes",
    hidden_fields: "campos ocultos",
    file_name: "nombre del archivo",
    file_id: "archivo",
    state: "estado",
    receipt: "huella del recibo",
    password: "contraseña",
    token: "llave de la sesión",
    userAgent: "navegador",
    providerId: "forma de iniciar sesión",
    expires_at: "vence",
    revoked_at: "revocado",
    scopes: "alcances",
    user_id: "persona",
    grantee_user_id: "con quién",
    may_download: "puede descargar",
    reason: "motivo",
    wrapped: "textos pasados a ella",
    operation: "operación",
    times: "veces",
    links: "enlaces",
    since: "desde",
    who: "entradas sin quién",
    what: "entradas sin qué",
  },
  values: {
    ...roles,
    key_revoked: "clave revocada",
    key_expired: "clave vencida",
    key_unknown: "clave desconocida",
    sign_in_refused: "correo o contraseña equivocados",
    sign_up_password_wrong: "contraseña equivocada al confirmar un registro",
    code_refused: "código equivocado o ya usado",
    proof_refused: "contraseña equivocada",
    password_wrong: "contraseña equivocada",
    key_refused: "clave sin forma de clave",
    forbidden: "su rol no lo permite",
    key_scope_missing: "la clave no tiene ese permiso",
    session_needed: "no se hace con una clave",
    viewing_as: "mientras veía como otra persona",
    origin_refused: "venía de la página de otro sitio",
    rate_limited: "demasiados intentos o peticiones",
    too_many_at_once: "demasiadas peticiones o transferencias a la vez",
    dial_refused: "la dirección lleva a una red cerrada",
    oidc_refused: "el servicio no dio una respuesta válida",
    oidc_unverified: "el servicio no confirma su correo",
    oidc_other_person: "quien volvió de ese servicio es otra persona",
    oidc_domain_refused: "correo de un dominio no admitido",
    true: "sí",
    false: "no",
    es: "español",
    en: "inglés",
    credential: "correo y contraseña",
  },
};
