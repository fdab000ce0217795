import type { Locale } from "@caudal/contract/resources/common.ts";

type SecondFactorSpeech = {
  readonly help: string;
  readonly removed: (email: string, sessions: number) => string;
  readonly none: (email: string) => string;
};

export const secondFactorSpeech: Readonly<Record<Locale, SecondFactorSpeech>> = {
  es: {
    help: `caudal second-factor remove: quita el segundo paso a quien perdió su teléfono y sus códigos de recuperación.

Uso:
  caudal second-factor remove CORREO [opciones]

Antes comprueba por otro medio que es esa persona: después entra con su contraseña sola.
Se cierran sus sesiones, se le avisa por correo y queda en la auditoría de sus cuentas.

Opciones:
  --url DIRECCIÓN   servidor (http://127.0.0.1:8080, o CAUDAL_URL);
                    desde otra máquina, con su clave en CAUDAL_METRICS_TOKEN
  --lang es|en      idioma

Estados de salida:
  0 listo, o no había segundo paso · 1 no se pudo · 2 uso incorrecto
`,
    removed: (email, sessions) =>
      `Se quitó el segundo paso de ${email} y ${sessions === 1 ? "se cerró 1 sesión" : `se cerraron ${sessions} sesiones`}. Se le avisa por correo.`,
    none: (email) => `${email} no tiene un segundo paso. No se cambió nada.`,
  },
  en: {
    help: `caudal second-factor remove: removes the second step of somebody who lost phone and recovery codes.

Usage:
  caudal second-factor remove EMAIL [options]

Make sure by other means that it is that person: afterwards the password alone lets them in.
Their sessions end, they are told by mail, and the audit of their accounts says it.

Options:
  --url ADDRESS     server (http://127.0.0.1:8080, or CAUDAL_URL);
                    from another machine, with its token in CAUDAL_METRICS_TOKEN
  --lang es|en      language

Exit status:
  0 done, or there was no second step · 1 it could not be done · 2 wrong usage
`,
    removed: (email, sessions) =>
      `The second step of ${email} was removed and ${sessions === 1 ? "1 session" : `${sessions} sessions`} ended. They are told by mail.`,
    none: (email) => `${email} has no second step. Nothing was changed.`,
  },
};
