import { setting, type Settings, type SettingValues } from "./config.ts";
import { logLevels } from "./log.ts";
import {
  addressKind,
  allowListKind,
  bytesKind,
  bytesOrNoneKind,
  choiceKind,
  durationKind,
  idKind,
  integerKind,
  integerOrNoneKind,
  listKind,
  mailAddressKind,
  switchKind,
  textKind,
} from "./setting-kinds.ts";

const postgres = () => addressKind(["postgres:", "postgresql:"]);

/**
 * Every setting of the server: the one place from which variables, flags, `--help` and the guide come. It stands in this room
 * because the launcher checks and explains the same settings before it starts the server, and no app imports another.
 */
export const serverSettings = {
  databaseUrl: setting(postgres(), {
    env: "DATABASE_URL",
    secret: true,
    help: {
      es: "PostgreSQL, con el usuario de la aplicación: no es dueño de nada ni se salta políticas",
      en: "PostgreSQL, as the application's user: it owns nothing and steps around no policy",
    },
  }),
  migrateUrl: setting(postgres(), {
    env: "CAUDAL_MIGRATE_URL",
    secret: true,
    optional: true,
    help: {
      es: "La misma base con su dueño, para migrar al iniciar; sin él solo se revisa que esté al día",
      en: "The same database as its owner, to migrate at the start; without it the server only checks that it is current",
    },
  }),
  authUrl: setting(postgres(), {
    env: "CAUDAL_AUTH_URL",
    secret: true,
    help: {
      es: "La misma base con el usuario del inicio de sesión, que solo ve el esquema auth",
      en: "The same database as sign-in's user, which sees schema auth only",
    },
  }),
  host: setting(textKind(), {
    env: "CAUDAL_HOST",
    default: "127.0.0.1",
    help: {
      es: "Dirección en la que escucha; 0.0.0.0 para toda la red",
      en: "Address to listen on; 0.0.0.0 for the whole network",
    },
  }),
  port: setting(integerKind(0, 65_535), {
    env: "CAUDAL_PORT",
    default: "8080",
    help: { es: "Puerto en el que escucha; 0 elige uno libre", en: "Port to listen on; 0 picks a free one" },
  }),
  baseUrl: setting(addressKind(["http:", "https:"]), {
    env: "CAUDAL_BASE_URL",
    optional: true,
    help: {
      es: "Dirección con la que la gente abre Caudal: hace falta detrás de un intermediario o con un nombre propio, pues otro se rechaza; con https las cookies son solo para conexiones seguras",
      en: "Address under which people open Caudal: needed behind a proxy or under a name of its own, since any other is refused; with https cookies are for secure connections only",
    },
  }),
  trustedProxies: setting(integerKind(0, 10), {
    env: "CAUDAL_TRUSTED_PROXIES",
    default: "0",
    help: {
      es: "Cuántos intermediarios propios hay delante y agregan X-Forwarded-For",
      en: "How many proxies of your own stand in front and add X-Forwarded-For",
    },
  }),
  dataDir: setting(textKind(), {
    env: "CAUDAL_DATA_DIR",
    default: "data",
    help: {
      es: "Carpeta de archivos, copias y secretos generados",
      en: "Folder of files, copies and generated secrets",
    },
  }),
  webDir: setting(textKind(), {
    env: "CAUDAL_WEB_DIR",
    optional: true,
    help: {
      es: "Carpeta de la página ya construida; por lo normal apps/web/dist",
      en: "Folder of the built page; normally apps/web/dist",
    },
  }),
  maxUploadBytes: setting(bytesKind(1), {
    env: "CAUDAL_MAX_UPLOAD_BYTES",
    default: "5GiB",
    help: { es: "Tamaño máximo de un archivo", en: "Largest file" },
  }),
  storagePerAccount: setting(bytesOrNoneKind(1), {
    env: "CAUDAL_STORAGE_PER_ACCOUNT",
    optional: true,
    help: {
      es: "Cuánto puede guardar cada cuenta, salvo que se le fije otra cifra; none: lo que quepa en el disco. Si falta, cuatro veces el archivo más grande mientras cualquiera puede registrarse, y si no, none",
      en: "How much each account may keep, unless it is given a figure of its own; none: as much as the disk holds. When absent four times the largest file while anybody may sign up, and none otherwise",
    },
  }),
  filesPerAccount: setting(integerOrNoneKind(1, 1e9), {
    env: "CAUDAL_FILES_PER_ACCOUNT",
    default: "100000",
    help: {
      es: "Cuántos archivos puede guardar cada cuenta, salvo que se le fije otra cifra; none: los que quepan",
      en: "How many files each account may keep, unless it is given a figure of its own; none: as many as there is room for",
    },
  }),
  storageReserve: setting(bytesKind(0), {
    env: "CAUDAL_STORAGE_RESERVE",
    optional: true,
    help: {
      es: "Cuánto del disco de la carpeta de datos dejan libre las subidas y lo que los procesos vuelcan, entre todas las cuentas; si falta, el 2 % del disco y a lo más 2 GiB",
      en: "How much of the data folder's disk uploads of all accounts, and what runs spill, leave free; when absent 2 % of the disk and at most 2 GiB",
    },
  }),
  autoProcess: setting(switchKind(), {
    env: "CAUDAL_AUTO_PROCESS",
    default: "true",
    help: {
      es: "Procesar los archivos en cuanto llegan; cada persona puede apagarlo para sí",
      en: "Process files as they arrive; each person can switch it off",
    },
  }),
  engineMemory: setting(bytesKind(64 * 1024 ** 2), {
    env: "CAUDAL_ENGINE_MEMORY",
    default: "512MiB",
    help: {
      es: "Memoria máxima del motor que lee un archivo; lo demás va a disco",
      en: "Most memory of the engine that reads a file; the rest goes to disk",
    },
  }),
  engineTimeLimit: setting(durationKind(), {
    env: "CAUDAL_ENGINE_TIME_LIMIT",
    default: "30m",
    help: { es: "Tiempo máximo de un intento sobre un archivo", en: "Longest attempt on one file" },
  }),
  workerConcurrency: setting(integerKind(0, 64), {
    env: "CAUDAL_WORKER_CONCURRENCY",
    default: "1",
    help: {
      es: "Archivos que este servidor procesa a la vez; 0 para ninguno",
      en: "Files that this server processes at a time; 0 for none",
    },
  }),
  runsPerAccount: setting(integerKind(1, 1000), {
    env: "CAUDAL_RUNS_PER_ACCOUNT",
    optional: true,
    help: {
      es: "Archivos de una misma cuenta a la vez, entre todos los servidores; si falta, uno menos de los que procesa este, y al menos uno",
      en: "Files of one account at a time, on all servers together; when absent one less than this server processes, and at least one",
    },
  }),
  lease: setting(durationKind(), {
    env: "CAUDAL_LEASE",
    default: "15s",
    help: {
      es: "Tras cuánto silencio otro servidor sigue con el trabajo de uno que murió",
      en: "After how much silence another server goes on with the work of one that died",
    },
  }),
  sessionLife: setting(durationKind(), {
    env: "CAUDAL_SESSION_LIFE",
    default: "30d",
    help: {
      es: "Tras cuánto tiempo hay que entrar de nuevo, aunque la sesión se use a diario",
      en: "After how long one has to sign in again, even when the session is used every day",
    },
  }),
  sessionIdle: setting(durationKind(), {
    env: "CAUDAL_SESSION_IDLE",
    default: "14d",
    help: {
      es: "Tras cuánto tiempo sin usarla termina una sesión",
      en: "After how long without use a session ends",
    },
  }),
  signUp: setting(choiceKind(["open", "closed"]), {
    env: "CAUDAL_SIGN_UP",
    default: "open",
    help: {
      es: "Si cualquiera que llegue a la página puede registrarse",
      en: "Whether anybody who reaches the page can sign up",
    },
  }),
  passwords: setting(choiceKind(["on", "off"]), {
    env: "CAUDAL_PASSWORDS",
    default: "on",
    help: {
      es: "off: se entra solo por el servicio de CAUDAL_OIDC_ISSUER; nadie se registra, entra ni recupera su acceso con una contraseña, y al iniciar se cierran las sesiones que no empezaron en ese servicio. Las contraseñas quedan guardadas: con on vuelven a servir",
      en: "off: one signs in by the service of CAUDAL_OIDC_ISSUER only; nobody signs up, signs in or recovers access with a password, and the start ends sessions that did not begin at that service. Passwords are kept: with on they serve again",
    },
  }),
  founderToken: setting(textKind(), {
    env: "CAUDAL_FOUNDER_TOKEN",
    secret: true,
    optional: true,
    help: {
      es: "Con el registro cerrado, quien envía esta clave en la cabecera Caudal-Founder-Token puede registrarse: así entra la primera persona",
      en: "While sign-up is closed, whoever sends this token in the header Caudal-Founder-Token may sign up: so does the first person",
    },
  }),
  authSecret: setting(textKind(), {
    env: "CAUDAL_AUTH_SECRET",
    secret: true,
    optional: true,
    help: {
      es: "Clave que firma las sesiones (32 caracteres o más); si falta se genera en la carpeta de datos",
      en: "Key that signs sessions (32 characters or more); generated in the data folder when absent",
    },
  }),
  masterKey: setting(textKind(), {
    env: "CAUDAL_MASTER_KEY",
    secret: true,
    optional: true,
    help: {
      es: "Clave que sella los secretos guardados en la base: 32 bytes al azar en base64, que hace «head -c 32 /dev/urandom | base64»; si falta se genera en la carpeta de datos. Admite una lista con comas, NUEVA,ANTERIOR: la primera sella y todas abren. Para cambiarla se antepone la nueva, y la anterior se quita cuando «caudal secrets status» diga que ya se puede",
      en: "Key that seals the secrets kept in the database: 32 random bytes in base64, as “head -c 32 /dev/urandom | base64” makes them; generated in the data folder when absent. Takes a list with commas, NEW,OLD: the first one seals and all of them open. To change it put the new one in front, and take the old one away when “caudal secrets status” says that you may",
    },
  }),
  auditKey: setting(textKind(), {
    env: "CAUDAL_AUDIT_KEY",
    secret: true,
    optional: true,
    help: {
      es: "Clave con la que se encadena la auditoría (32 caracteres o más); si falta se genera en la carpeta de datos. Guarda una copia: sin ella no se puede comprobar",
      en: "Key that chains the audit (32 characters or more); generated in the data folder when absent. Keep a copy: without it nothing can be verified",
    },
  }),
  receiptKey: setting(textKind(), {
    env: "CAUDAL_RECEIPT_KEY",
    secret: true,
    optional: true,
    help: {
      es: "Clave privada Ed25519 en PEM que firma los recibos (los saltos de línea pueden ir como \\n); si falta se genera en la carpeta de datos. Las claves públicas anteriores se siguen publicando",
      en: "Private Ed25519 key in PEM that signs receipts (line breaks may be written as \\n); generated in the data folder when absent. Earlier public keys stay published",
    },
  }),
  smtpUrl: setting(addressKind(["smtp:", "smtps:"]), {
    env: "CAUDAL_SMTP_URL",
    secret: true,
    optional: true,
    help: {
      es: "Servidor que envía los correos, como smtps://usuario:clave@correo.ejemplo.com; sin él quedan como archivos en la carpeta outbox de la carpeta de datos",
      en: "Server that sends mails, such as smtps://user:password@mail.example.com; without it they stay as files in folder outbox of the data folder",
    },
  }),
  mailFrom: setting(mailAddressKind(), {
    env: "CAUDAL_MAIL_FROM",
    default: "Caudal <no-reply@localhost>",
    help: {
      es: "Remitente de los correos",
      en: "Sender of mails",
    },
  }),
  metricsToken: setting(textKind(), {
    env: "CAUDAL_METRICS_TOKEN",
    secret: true,
    optional: true,
    help: {
      es: "Clave de quien opera Caudal (/metrics, cadena de auditoría, cuotas); sin ella vale la que el servidor guarda en secrets/operator-token de su carpeta, que las órdenes leen solas",
      en: "Token of who operates Caudal (/metrics, the audit's chain, quotas); without it the one counts that the server keeps in secrets/operator-token of its folder, which the commands read by themselves",
    },
  }),
  oidcIssuer: setting(addressKind(["https:", "http:"]), {
    env: "CAUDAL_OIDC_ISSUER",
    optional: true,
    help: {
      es: "Servicio con el que también se puede entrar (OpenID Connect), tal como lo escribe en sus metadatos; http solo si está en esta máquina",
      en: "Service with which one may sign in as well (OpenID Connect), as its metadata writes it; http only for one on this machine",
    },
  }),
  oidcClientId: setting(textKind(), {
    env: "CAUDAL_OIDC_CLIENT_ID",
    optional: true,
    help: {
      es: "Nombre de Caudal en ese servicio, al que hay que dar la dirección de vuelta …/api/auth/oidc/callback",
      en: "Caudal's name at that service, which has to know the address to return to, …/api/auth/oidc/callback",
    },
  }),
  oidcClientSecret: setting(textKind(), {
    env: "CAUDAL_OIDC_CLIENT_SECRET",
    secret: true,
    optional: true,
    help: { es: "Clave de Caudal en ese servicio, si la hay", en: "Caudal's secret at that service, if there is one" },
  }),
  oidcName: setting(textKind(), {
    env: "CAUDAL_OIDC_NAME",
    default: "OpenID Connect",
    help: { es: "Cómo llama la gente a ese servicio", en: "What people call that service" },
  }),
  oidcDomains: setting(listKind(), {
    env: "CAUDAL_OIDC_DOMAINS",
    default: "",
    help: {
      es: "Dominios de correo que entran por ese servicio, con comas; vacío para todos",
      en: "Domains of e-mail that sign in by that service, with commas; empty for all",
    },
  }),
  oidcSecondFactor: setting(listKind(), {
    env: "CAUDAL_OIDC_SECOND_FACTOR",
    default: "",
    help: {
      es: "Valores de amr o acr con los que ese servicio dice que pidió un segundo factor, con comas (por ejemplo mfa): con ellos no se pide el de Caudal. Vacío: se pide a quien lo tenga activado",
      en: "Values of amr or acr by which that service says that it asked for a second factor, with commas (mfa, for instance): then Caudal's own is not asked. Empty: it is asked of whoever turned it on",
    },
  }),
  oidcAccount: setting(idKind(), {
    env: "CAUDAL_OIDC_ACCOUNT",
    optional: true,
    help: {
      es: "Cuenta de la que la gente nueva de ese servicio se hace miembro; sin ella entra quien ya existe o fue invitado, y con el registro abierto también quien funda su propia cuenta",
      en: "Account of which new people of that service become members; without it those enter who exist or were invited, and while sign-up is open also those who found their own account",
    },
  }),
  oidcRole: setting(choiceKind(["viewer", "analyst", "admin"]), {
    env: "CAUDAL_OIDC_ROLE",
    default: "viewer",
    help: { es: "Como qué entra esa gente nueva", en: "As what those new people enter" },
  }),
  requestsPerAddress: setting(integerKind(10, 1_000_000), {
    env: "CAUDAL_REQUESTS_PER_ADDRESS",
    default: "6000",
    help: {
      es: "Peticiones por minuto desde una misma dirección de red (de IPv6, una red /64); las de esta máquina no se cuentan",
      en: "Requests a minute from one network address (of IPv6, one /64); those of this machine are not counted",
    },
  }),
  requestsPerPerson: setting(integerKind(10, 1_000_000), {
    env: "CAUDAL_REQUESTS_PER_PERSON",
    default: "1800",
    help: {
      es: "Peticiones por minuto de una persona, y otras tantas de cada clave suya",
      en: "Requests a minute of one person, and as many again of each key of theirs",
    },
  }),
  transfersPerPerson: setting(integerKind(1, 1_000_000), {
    env: "CAUDAL_TRANSFERS_PER_PERSON",
    default: "40",
    help: {
      es: "Subidas y descargas de una persona a la vez, y otras tantas de todas sus claves; por un enlace, cinco veces más",
      en: "Uploads and downloads of one person at once, and as many again of all their keys; by one link, five times as many",
    },
  }),
  costlyPerPerson: setting(integerKind(1, 1_000_000), {
    env: "CAUDAL_COSTLY_REQUESTS_PER_PERSON",
    default: "240",
    help: {
      es: "De ellas, las que cuestan: descargas, filas, subidas y procesos que empiezan. Por enlaces, otras tantas desde una misma red",
      en: "Of these, those that cost: downloads, rows, uploads and processing that start. By links, as many again from one network",
    },
  }),
  dialAllow: setting(allowListKind(), {
    env: "CAUDAL_DIAL_ALLOW",
    default: "",
    help: {
      es: "Qué lugares de la red privada puede llamar Caudal (webhooks, inicio de sesión externo), con comas: rangos, direcciones o nombres. De esta máquina, solo con su puerto",
      en: "Which places of the private network Caudal may call (webhooks, sign-in elsewhere), with commas: ranges, addresses or names. Of this machine, with their port only",
    },
  }),
  logLevel: setting(choiceKind(logLevels), {
    env: "CAUDAL_LOG_LEVEL",
    default: "info",
    help: { es: "Cuánto se escribe en el registro", en: "How much goes to the log" },
  }),
  logAddresses: setting(choiceKind(["whole", "network", "none"]), {
    env: "CAUDAL_LOG_ADDRESSES",
    default: "whole",
    help: {
      es: "Direcciones de red de quien pide, en el registro: enteras, solo su red, o ninguna. La auditoría las guarda enteras",
      en: "Network addresses of who asks, in the log: whole, their network alone, or none. The audit keeps them whole",
    },
  }),
} as const satisfies Settings;

export type ServerSettings = SettingValues<typeof serverSettings>;
