import { flagOf, type Settings } from "./config.ts";

/** What `--help` prints: each setting with its flag, variable, meaning and default. `intro` is the program's own sentence. */
export function describeSettings(settings: Settings, language: "es" | "en", intro: string): string {
  const label =
    language === "es"
      ? { default: "por omisión", required: "obligatorio", secret: "secreto: solo como variable" }
      : { default: "default", required: "required", secret: "secret: as a variable only" };
  const entries = Object.values(settings).map((entry) => {
    const flag = flagOf(entry);
    const facts = [
      language === "es" ? entry.kind.expects.es : entry.kind.expects.en,
      entry.default !== undefined ? `${label.default}: ${entry.default}` : entry.optional ? null : label.required,
      entry.secret ? label.secret : null,
    ].filter((fact) => fact !== null);
    return `  ${entry.env}${flag === null ? "" : `, ${flag}`}\n      ${entry.help[language]}\n      (${facts.join("; ")})\n`;
  });
  return `${intro}\n\n${entries.join("\n")}`;
}
