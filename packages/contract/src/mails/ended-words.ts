import type { Locale } from "../resources/common.ts";
import type { Ended } from "../resources/mailed-link.ts";

type Count = Exclude<keyof Ended, "second_factor">;

const counted: Readonly<Record<Locale, Readonly<Record<Count, (count: number) => string>>>> = {
  es: {
    sessions: (n) => (n === 1 ? "Se cerró 1 sesión." : `Se cerraron ${n} sesiones.`),
    api_keys: (n) => (n === 1 ? "Se revocó 1 clave de API." : `Se revocaron ${n} claves de API.`),
    webhooks: (n) => (n === 1 ? "Se apagó 1 webhook." : `Se apagaron ${n} webhooks.`),
    links: (n) => (n === 1 ? "Terminó 1 enlace a un archivo tuyo." : `Terminaron ${n} enlaces a archivos tuyos.`),
    shares: (n) =>
      n === 1 ? "1 archivo dejó de compartirse con otra persona." : `${n} archivos dejaron de compartirse con otros.`,
    invitations: (n) => (n === 1 ? "Se retiró 1 invitación." : `Se retiraron ${n} invitaciones.`),
  },
  en: {
    sessions: (n) => (n === 1 ? "1 session was ended." : `${n} sessions were ended.`),
    api_keys: (n) => (n === 1 ? "1 API key was revoked." : `${n} API keys were revoked.`),
    webhooks: (n) => (n === 1 ? "1 webhook was switched off." : `${n} webhooks were switched off.`),
    links: (n) => (n === 1 ? "1 link to a file of yours ended." : `${n} links to files of yours ended.`),
    shares: (n) =>
      n === 1 ? "1 file is not shared with somebody any more." : `${n} files are not shared with others any more.`,
    invitations: (n) => (n === 1 ? "1 invitation was taken back." : `${n} invitations were taken back.`),
  },
};

const factorGone: Readonly<Record<Locale, string>> = {
  es: "Se quitó la verificación en dos pasos: vuelve a activarla con tu propio teléfono.",
  en: "The second step was removed: turn it on again with your own phone.",
};

/** What ended, a sentence each; nothing of what there was none. */
export function endedInWords(locale: Locale, ended: Ended): readonly string[] {
  const words = counted[locale];
  const kinds = Object.keys(words) as readonly Count[];
  return [
    ...kinds.filter((kind) => ended[kind] > 0).map((kind) => words[kind](ended[kind])),
    ...(ended.second_factor ? [factorGone[locale]] : []),
  ];
}
