import { z } from "zod";
import { parseAllowList, type AllowedPeer } from "./dial/allow-list.ts";

/** A sentence in the two languages that Caudal speaks. */
export type Words = Readonly<Record<"es" | "en", string>>;

/** What a setting's text must be, as a schema from text, and how a person is told. */
export type SettingKind<T> = { readonly schema: z.ZodType<T, string>; readonly expects: Words };

export function textKind(): SettingKind<string> {
  return {
    schema: z.string().trim().min(1),
    expects: { es: "un texto que no esté vacío", en: "a text that is not empty" },
  };
}

export function integerKind(min: number, max: number): SettingKind<number> {
  return {
    schema: z
      .string()
      .trim()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .pipe(z.number().int().min(min).max(max)),
    expects: { es: `un número entero entre ${min} y ${max}`, en: `a whole number between ${min} and ${max}` },
  };
}

export function choiceKind<const C extends readonly [string, ...string[]]>(choices: C): SettingKind<C[number]> {
  return {
    schema: z.string().trim().pipe(z.enum(choices)),
    expects: { es: `uno de: ${choices.join(", ")}`, en: `one of: ${choices.join(", ")}` },
  };
}

export function switchKind(): SettingKind<boolean> {
  const on = ["1", "true", "on", "yes", "si", "sí"];
  const off = ["0", "false", "off", "no"];
  return {
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .refine((text) => on.includes(text) || off.includes(text))
      .transform((text) => on.includes(text)),
    expects: { es: "true o false", en: "true or false" },
  };
}

const byteUnits: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
  t: 1e12,
  tb: 1e12,
  tib: 1024 ** 4,
};

/** An amount of bytes: "5368709120", "512MB", "5 GiB". */
export function bytesKind(min: number): SettingKind<number> {
  return {
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .transform((text, context) => {
        const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text);
        const unit = byteUnits[match?.[2] ?? ""];
        if (match === null || unit === undefined) {
          context.addIssue("not an amount of bytes");
          return z.NEVER;
        }
        return Math.round(Number(match[1]) * unit);
      })
      .pipe(z.number().int().min(min).max(Number.MAX_SAFE_INTEGER)),
    expects: {
      es: `un tamaño de al menos ${leastBytes(min)}, como 512MB o 5GiB`,
      en: `a size of at least ${leastBytes(min)}, such as 512MB or 5GiB`,
    },
  };
}

/** The same, or "none": null. */
export function bytesOrNoneKind(min: number): SettingKind<number | null> {
  return orNone(bytesKind(min));
}

/** A whole number, or "none": null. */
export function integerOrNoneKind(min: number, max: number): SettingKind<number | null> {
  return orNone(integerKind(min, max));
}

function orNone<T>({ schema, expects }: SettingKind<T>): SettingKind<T | null> {
  const none = z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.literal("none"))
    .transform(() => null);
  return {
    schema: z.union([none, schema]),
    expects: { es: `${expects.es}, o none`, en: `${expects.en}, or none` },
  };
}

/** As a person would set it. */
function leastBytes(min: number): string {
  if (min === 1) return "1 byte";
  return min % 1024 ** 2 === 0 ? `${min / 1024 ** 2}MiB` : `${min} bytes`;
}

const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time, in milliseconds: "500ms", "30s", "15m", "2h", "7d". */
export function durationKind(): SettingKind<number> {
  return {
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .transform((text, context) => {
        const match = /^(\d{1,9})\s*(ms|s|m|h|d)$/.exec(text);
        const unit = timeUnits[match?.[2] ?? ""];
        if (match === null || unit === undefined || Number(match[1]) === 0) {
          context.addIssue("not a length of time");
          return z.NEVER;
        }
        return Number(match[1]) * unit;
      }),
    expects: { es: "un tiempo como 30s, 15m o 2h", en: "a length of time such as 30s, 15m or 2h" },
  };
}

/** An address with one of these protocols ("https:"). */
export function addressKind(protocols: readonly string[]): SettingKind<string> {
  const shown = protocols.map((protocol) => `${protocol}//…`).join(" / ");
  return {
    schema: z
      .string()
      .trim()
      .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol)),
    expects: { es: `una dirección ${shown}`, en: `an address ${shown}` },
  };
}

/** Places outside of the public network that may be dialled: "10.0.0.0/8, crm.interno.example, 127.0.0.1:5433". */
export function allowListKind(): SettingKind<readonly AllowedPeer[]> {
  return {
    schema: z.string().transform((text, context) => {
      const list = parseAllowList(text);
      if (list !== null) return list;
      context.addIssue("not a list of places");
      return z.NEVER;
    }),
    expects: {
      es: "una lista de rangos, direcciones o nombres, con puerto o sin él, como 10.0.0.0/8, crm.interno.example, 127.0.0.1:5433",
      en: "a list of ranges, addresses or names, with a port or without, such as 10.0.0.0/8, crm.internal.example, 127.0.0.1:5433",
    },
  };
}

/** Words with commas between them, in lower case: "example.com, example.mx". */
export function listKind(): SettingKind<readonly string[]> {
  return {
    schema: z.string().transform((text) =>
      text
        .toLowerCase()
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    ),
    expects: { es: "una lista con comas", en: "a list with commas" },
  };
}

/** A sender: "avisos@ejemplo.com", or with a name "Caudal <avisos@ejemplo.com>". One line, so that it is one header. */
export function mailAddressKind(): SettingKind<string> {
  return {
    schema: z
      .string()
      .trim()
      .regex(
        /^(?:[^<>\p{Cc}@,;:"]{1,100}<[^\s<>\p{Cc}@,;:"]+@[^\s<>\p{Cc}@,;:"]+>|[^\s<>\p{Cc}@,;:"]+@[^\s<>\p{Cc}@,;:"]+)$/u,
      ),
    expects: {
      es: "un correo, como Caudal <avisos@ejemplo.com>",
      en: "an address, such as Caudal <notices@example.com>",
    },
  };
}

/** The id of a thing, as addresses of the page show it. */
export function idKind(): SettingKind<string> {
  return { schema: z.string().trim().pipe(z.uuid()), expects: { es: "un identificador (UUID)", en: "an id (UUID)" } };
}
