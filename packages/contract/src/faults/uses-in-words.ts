import type { FaultParams } from "@caudal/base/fault.ts";
import type { LanguageTag } from "../format/language-tag.ts";
import { numberFormat } from "../format/number-format.ts";
import type { Locale } from "../resources/common.ts";

/** By what something is used, one and several; parameters of a fault `in_use` are counts under these names. */
const uses = {
  es: {
    members: ["miembro", "miembros"],
    invitations: ["invitación pendiente", "invitaciones pendientes"],
    warehouses: ["almacén", "almacenes"],
    access_profiles: ["perfil de acceso", "perfiles de acceso"],
  },
  en: {
    members: ["member", "members"],
    invitations: ["open invitation", "open invitations"],
    warehouses: ["warehouse", "warehouses"],
    access_profiles: ["access profile", "access profiles"],
  },
} as const;

/** What uses it without being counted; a parameter above zero. */
const others = {
  es: { newcomers: "quien llega sin invitación" },
  en: { newcomers: "whoever joins without an invitation" },
} as const;

const sentences = {
  es: (list: string) => (list === "" ? "Algo lo usa. No se quitó nada." : `Lo usan: ${list}. No se quitó nada.`),
  en: (list: string) =>
    list === "" ? "Something uses it. Nothing was removed." : `It is used by: ${list}. Nothing was removed.`,
} as const;

/** "Lo usan: 2 miembros, 1 invitación pendiente. No se quitó nada." */
export function usesInWords(params: FaultParams, tag: LanguageTag, locale: Locale): string {
  const parts = Object.entries(uses[locale]).flatMap(([name, [one, several]]) => {
    const count = Number(params[name] ?? 0);
    return count > 0 ? [`${numberFormat(tag, {}).format(count)} ${count === 1 ? one : several}`] : [];
  });
  const uncounted = Object.entries(others[locale]).flatMap(([name, words]) =>
    Number(params[name] ?? 0) > 0 ? [words] : [],
  );
  return sentences[locale]([...parts, ...uncounted].join(", "));
}
