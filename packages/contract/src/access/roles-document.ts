import type { RouteDefinition } from "../routes/define-route.ts";
import { routes } from "../routes/routes.ts";
import { everyRole, type MemberRole } from "./roles.ts";

/** Role as people call it, Spanish and English. */
const roleNames: Readonly<Record<MemberRole, string>> = {
  owner: "propietario · owner",
  admin: "administrador · admin",
  analyst: "analista · analyst",
  viewer: "lector · viewer",
};

const tagNames: Readonly<Record<RouteDefinition["tag"], string>> = {
  people: "Personas · People",
  administration: "Administración · Administration",
  files: "Archivos · Files",
  sharing: "Compartir · Sharing",
  runs: "Ejecuciones · Runs",
  notifications: "Avisos · Notifications",
  events: "Eventos · Events",
  operations: "Operación · Operations",
};

/** docs/roles.md: the table of roles and operations as the routes have it; what the server enforces is the same lines. */
export function rolesDocument(): string {
  const all: readonly RouteDefinition[] = Object.values(routes);
  const tags = [...new Set(all.map((route) => route.tag))];
  const parts = tags.flatMap((tag) => [
    `## ${tagNames[tag]}`,
    table(all.filter((route) => route.tag === tag).map(rowOf)),
  ]);
  return `${[head, ...parts].join("\n\n")}\n`;
}

const head = `# Roles y operaciones · Roles and operations

Generado de las rutas · Generated from the routes: \`npm test -- packages/contract/src/access -u\`. The server refuses what is not marked here, and \`apps/server/src/http/routes.access.db.test.ts\` asks for every operation as every role.

Sí · yes: the role may ask. In what belongs to one person (files, insights, runs, notifications, keys), whoever may ask still meets their own things only. A viewer is also kept by the database from bringing in files and starting runs.

Prueba · proof: asks that whoever signed in gave the password (and a code, with the second step on) within the last ten minutes; a field: when the body has it; words: in that case. API keys need none, because making one did. \`packages/contract/src/access/proof.complete.test.ts\` says of every other operation that changes something why it asks for none.

Sin segundo paso · no factor: what is open to whoever lacks the second step that their account asks for; everything else answers them \`second_factor_required\`, by session and by API key, uploads included (\`apps/server/src/auth/second-factor/required-factor.attack.db.test.ts\`).`;

function rowOf(route: RouteDefinition): readonly string[] {
  const asked = `\`${route.method.toUpperCase()} ${route.path}\``;
  const marks =
    route.access === "member"
      ? everyRole.map((role) => (route.roles.includes(role) ? "sí · yes" : "–"))
      : everyRole.map(() => (route.access === "public" ? "todos · anyone" : "operador · operator"));
  const open = route.access === "member" && route.withoutFactor === true;
  return [`${route.operationId}`, asked, ...marks, proofOf(route), open ? "sí · yes" : "–"];
}

/** Whether whoever signed in shows anew that it is they; for a field of the body, when it is there. */
function proofOf(route: RouteDefinition): string {
  const proof = route.access === "member" ? route.proof : undefined;
  if (proof === undefined) return "–";
  if (proof === "recent") return "sí · yes";
  if ("when" in proof) return proof.when;
  const { field, among } = proof;
  return `\`${field}\`${among === undefined ? "" : ` = ${among.join(", ")}`}`;
}

/** A table as the formatter leaves it: each column as wide as its widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const titles = [
    "operación · operation",
    "petición · request",
    ...everyRole.map((role) => roleNames[role]),
    "prueba · proof",
    "sin segundo paso · no factor",
  ];
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(titles), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
