import type { z } from "zod";
import type { Locale } from "../resources/common.ts";

type Words = Readonly<Record<Locale, string>>;
const say = (es: string, en: string): Words => ({ es, en });

const formats: Readonly<Record<string, Words>> = {
  uuid: say("No es un identificador válido.", "It is not a valid identifier."),
  email: say("No es un correo válido.", "It is not a valid e-mail."),
  datetime: say("No es una fecha y hora válida.", "It is not a valid date and time."),
};

const types: Readonly<Record<string, Words>> = {
  string: say("Debe ser texto.", "It has to be text."),
  number: say("Debe ser un número.", "It has to be a number."),
  int: say("Debe ser un número entero.", "It has to be a whole number."),
  boolean: say("Debe ser verdadero o falso.", "It has to be true or false."),
  object: say("Debe ser un objeto JSON.", "It has to be a JSON object."),
  array: say("Debe ser una lista.", "It has to be a list."),
};

const wrongForm = say("No tiene la forma esperada.", "It does not have the expected form.");

/** What to say of a field that is known to be wrong and of which no more is known. */
export function wrongFormMessage(locale: Locale): string {
  return wrongForm[locale];
}

/** One issue of a schema in plain words. It never repeats what was sent: that may be a secret. */
export function fieldMessage(issue: z.core.$ZodIssue, locale: Locale): string {
  return words(issue)[locale];
}

function words(issue: z.core.$ZodIssue): Words {
  switch (issue.code) {
    case "invalid_type":
      // An issue keeps no input; what zod's default sentence says of it is the one trace of an absent value.
      return issue.message.endsWith("received undefined")
        ? say("Falta.", "It is missing.")
        : (types[issue.expected] ?? say("No es del tipo esperado.", "It is not of the expected type."));
    case "invalid_format":
      return formats[issue.format] ?? wrongForm;
    case "invalid_value":
      return say(
        `Debe ser uno de: ${issue.values.map(String).join(", ")}.`,
        `It has to be one of: ${issue.values.map(String).join(", ")}.`,
      );
    case "too_small":
      return issue.origin === "string"
        ? say(`Necesita al menos ${issue.minimum} caracteres.`, `It needs at least ${issue.minimum} characters.`)
        : say(`Debe ser ${issue.minimum} o más.`, `It has to be ${issue.minimum} or more.`);
    case "too_big":
      return issue.origin === "string"
        ? say(
            `Puede tener como máximo ${issue.maximum} caracteres.`,
            `It can have at most ${issue.maximum} characters.`,
          )
        : say(`Debe ser ${issue.maximum} o menos.`, `It has to be ${issue.maximum} or less.`);
    case "unrecognized_keys":
      return say(`No se conoce: ${issue.keys.join(", ")}.`, `Not known: ${issue.keys.join(", ")}.`);
    case "custom":
      return issue.params?.["holds"] === "link"
        ? say("No puede llevar una dirección de internet.", "It cannot hold a web address.")
        : say("No es válido.", "It is not valid.");
    default:
      return say("No es válido.", "It is not valid.");
  }
}
