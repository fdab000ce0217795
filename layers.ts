/**
 * The layers of the house. A room imports from lower layers only: never up, and never from its own layer,
 * with the exceptions below. oxlint.config.ts turns this table into lint rules, test/checks shows that each of them
 * bites, and the map in ARCHITECTURE.md is compared with it. A room stands here when its folder exists.
 */
export const layers = {
  base: 0,
  contract: 1,
  tables: 1,
  runs: 2,
  insights: 2,
  duckdb: 2,
  audit: 2,
  receipts: 2,
  objects: 3,
  secrets: 3,
  db: 3,
  engines: 3,
  sources: 3,
  flows: 4,
} as const;

export type Room = keyof typeof layers;

export const rooms = Object.keys(layers) as Room[];

/** What a room may import beyond the layers below it. */
const alsoAllowed: Partial<Record<Room, readonly Room[]>> = { contract: ["tables"] };

/** What a room may not import although it lies below. A flow is handed what it works with; it never looks for a row. */
const neverAllowed: Partial<Record<Room, readonly Room[]>> = { flows: ["db"] };

/** The rooms that each app may import. No app imports another. */
export const apps = {
  launcher: ["base", "contract", "db"],
  server: rooms,
  cli: rooms.filter((room) => room !== "db"),
  web: ["contract", "tables"],
} as const satisfies Record<string, readonly Room[]>;

export type App = keyof typeof apps;

/** The rooms that a room may import, itself left out. */
export function allowedFor(room: Room): readonly Room[] {
  const never = neverAllowed[room] ?? [];
  const lower = rooms.filter((other) => layers[other] < layers[room] && !never.includes(other));
  return [...lower, ...(alsoAllowed[room] ?? [])];
}

/** Every workspace package that code in this room or app may not import. */
export function forbiddenFor(place: Room | App): readonly string[] {
  const allowed: readonly string[] = isApp(place) ? apps[place] : allowedFor(place);
  return [...rooms, ...(Object.keys(apps) as App[]), "bench"].filter(
    (other) => other !== place && !allowed.includes(other),
  );
}

export function isApp(place: Room | App): place is App {
  return Object.hasOwn(apps, place);
}

/** Folders above all layers: they import every room and app, by its package name, and nothing imports them but tests their support. */
export const above: readonly string[] = ["bench", "test"];

/** Rooms that run in a browser too, or compute and nothing else: they reach no file, socket or process. */
export const withoutNode: readonly Room[] = ["contract", "tables", "insights"];
