import { createHmac } from "node:crypto";
import { createSeededRandom } from "@caudal/test/crash/support/seeded-random.ts";
import type { Inhabitant } from "../platform/furnish-accounts.ts";
import type { PlannedRequest } from "./open-loop.ts";

type Operation = {
  readonly name: string;
  /** Parts of a hundred. */
  readonly share: number;
  readonly path: (file: string) => string;
  readonly atLeast: (person: Inhabitant) => number;
};

/** What a page asks for as people move about in it. */
const mix: readonly Operation[] = [
  { name: "me", share: 20, path: () => "/api/me", atLeast: () => 1 },
  {
    name: "files",
    share: 20,
    path: () => "/api/files?limit=20",
    atLeast: ({ files }) => files.length,
  },
  { name: "file", share: 20, path: (file) => `/api/files/${file}`, atLeast: () => 1 },
  { name: "insights", share: 20, path: (file) => `/api/files/${file}/insights`, atLeast: () => 1 },
  {
    name: "notifications",
    share: 20,
    path: () => "/api/notifications?limit=20",
    atLeast: ({ files }) => files.length,
  },
];

/** Mixed reads of many people in an order that the seed determines. Those without files ask for none. */
export function planRequests(
  inhabitants: readonly Inhabitant[],
  authSecret: string,
  count: number,
  seed = 1,
): readonly PlannedRequest[] {
  const random = createSeededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const people = inhabitants.filter(({ files }) => files.length > 0);
  const deck = mix.flatMap((operation) => Array.from({ length: operation.share }, () => operation));
  return Array.from({ length: count }, () => {
    const person = pick(people);
    const operation = pick(deck);
    return {
      operation: operation.name,
      path: operation.path(pick(person.files)),
      cookie: cookieOf(person, authSecret),
      mayRead: [person.userId, ...(operation.name === "files" ? person.sharers : [])],
      atLeast: operation.atLeast(person),
    };
  });
}

/** As sign-in signs it. */
export function cookieOf({ sessionToken }: Inhabitant, authSecret: string): string {
  const signature = createHmac("sha256", authSecret).update(sessionToken).digest("base64");
  return `caudal.session_token=${encodeURIComponent(`${sessionToken}.${signature}`)}`;
}
