import { Secret, TOTP } from "otpauth";
import { signUpAt, type Person } from "../../crash/support/servers/person.ts";
import { mailIn, tokenOf } from "../../support/mail-folder.ts";
import { signInAtProvider } from "../../support/oidc-provider.ts";
import { cookieOf, inviteAnew, joinAs, password, type Host, type Room } from "./furnish-account.ts";
import type { GoodAsk } from "./good-asks.ts";

/** Somebody new who asks one operation for what it does. `cookie` is empty for whoever is signed in as nobody. */
export type FreshAsk = { readonly cookie: string; readonly ask: GoodAsk };
type Make = (room: Room, role: "owner" | "viewer") => Promise<FreshAsk>;

const newEmail = (): string => `p${crypto.randomUUID()}@ejemplo.test`;
const cookie = (person: Person): string => person.headers["cookie"] ?? "";
const another = "tres gatos bajo un puente";

async function openHost({ url }: Room): Promise<Host & { readonly person: Person }> {
  const person = await signUpAt(url);
  const owner = person.at(url);
  const [profile] = (await owner.listAccessProfiles()).items;
  return { person, owner, id: (await owner.getMe()).account.id, profile: profile?.id ?? "" };
}

/** Somebody who signed up just now, which shows who they are: alone in an account of their own, or a reader in somebody else's. */
const somebody = async (room: Room, role: "owner" | "viewer"): Promise<Person> =>
  role === "owner" ? signUpAt(room.url) : joinAs(room, await openHost(room), "viewer");

const signInElsewhere = (url: string, { email }: Person): Promise<Response> =>
  fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });

/** The token of the link that was mailed to somebody who signed up. */
async function signUpByMail({ url, servers }: Room): Promise<string> {
  const email = newEmail();
  await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Ana", email, password }),
  });
  return tokenOf(await mailIn(servers.dataDir, email, /^Confirm/));
}

async function withSecondFactor(room: Room, role: "owner" | "viewer") {
  const person = await somebody(room, role);
  const client = person.at(room.url);
  const { secret } = await client.offerSecondFactor({ body: { password } });
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const { codes } = await client.confirmSecondFactor({ body: { code } });
  return { person, code: codes[0] ?? "" };
}

/** Somebody at the provider, who was sent there by us and comes back. */
async function comeBackFromProvider({ url, provider }: Room): Promise<{ cookie: string; at: URL }> {
  const sub = crypto.randomUUID();
  provider.people.set(sub, { sub, email: newEmail(), email_verified: true, name: "Ana" });
  const started = await fetch(`${url}/api/auth/oidc/start`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ next: "/files" }),
  });
  const { address } = (await started.json()) as { readonly address: string };
  return { cookie: cookieOf(started), at: new URL(await signInAtProvider(address, sub)) };
}

const ownersAndGuests = async (room: Room, role: "owner" | "viewer") => {
  const host = await openHost(room);
  const guest = await joinAs(room, host, role === "viewer" ? "viewer" : "analyst");
  return { host, guest, asker: role === "viewer" ? guest : host.person };
};

/** By operation: each call of one that ends, or changes, who asks is made by somebody new. */
export const freshPeople = {
  signUp: async () => ({ cookie: "", ask: { body: { name: "Ana", email: newEmail(), password } } }),
  signIn: async ({ url }) => ({ cookie: "", ask: { body: { email: (await signUpAt(url)).email, password } } }),
  signOut: async (room, role) => ({ cookie: cookie(await somebody(room, role)), ask: {} }),
  takeSecondStep: async (room, role) => {
    const { person, code } = await withSecondFactor(room, role);
    return { cookie: cookieOf(await signInElsewhere(room.url, person)), ask: { body: { code } } };
  },
  lookUpSignUp: async (room) => ({ cookie: "", ask: { body: { token: await signUpByMail(room) } } }),
  confirmSignUp: async (room) => ({ cookie: "", ask: { body: { token: await signUpByMail(room), password } } }),
  resetPassword: async ({ url, servers }) => {
    const person = await signUpAt(url);
    await person.at(url).requestPasswordReset({ body: { email: person.email } });
    const token = tokenOf(await mailIn(servers.dataDir, person.email, /^(Choose a new|Elige una)/));
    return { cookie: "", ask: { body: { token, password: another } } };
  },
  keepEmail: async ({ url, servers }) => {
    const person = await signUpAt(url);
    await person.at(url).changeEmail({ body: { password, email: newEmail() } });
    const told = await mailIn(servers.dataDir, person.email, /(about to change|va a cambiar)/);
    return { cookie: "", ask: { body: { token: tokenOf(told) } } };
  },
  acceptInvitation: async (room) => {
    const token = await inviteAnew(room, await openHost(room), newEmail(), "analyst");
    return { cookie: "", ask: { body: { token, name: "Beto", password } } };
  },
  joinByInvitation: async (room, role) => {
    const person = await somebody(room, role);
    const token = await inviteAnew(room, await openHost(room), person.email, "analyst");
    return { cookie: cookie(person), ask: { body: { token } } };
  },
  startOidc: async () => ({ cookie: "", ask: { body: { next: "/files" } } }),
  finishOidc: async (room) => {
    const { cookie: kept, at } = await comeBackFromProvider(room);
    return { cookie: kept, ask: { query: Object.fromEntries(at.searchParams) } };
  },
  startProof: async (room) => {
    const { cookie: kept, at } = await comeBackFromProvider(room);
    const entered = await fetch(at, { headers: { cookie: kept }, redirect: "manual" });
    return { cookie: cookieOf(entered), ask: { body: { next: "/profile/security" } } };
  },
  signOutEverywhere: async (room, role) => ({ cookie: cookie(await somebody(room, role)), ask: {} }),
  endSession: async (room, role) => {
    const person = await somebody(room, role);
    await signInElsewhere(room.url, person);
    const { items } = await person.at(room.url).listSessions();
    return { cookie: cookie(person), ask: { path: { id: items.find(({ current }) => !current)?.id ?? "" } } };
  },
  enterAccount: async (room, role) => {
    const person = await somebody(room, role);
    const { items } = await person.at(room.url).listAccounts();
    return { cookie: cookie(person), ask: { path: { id: items[0]?.id ?? "" } } };
  },
  leaveAccount: async (room, role) => {
    const { guest } = await ownersAndGuests(room, role);
    return { cookie: cookie(guest), ask: {} };
  },
  handOver: async (room, role) => {
    const { guest, asker } = await ownersAndGuests(room, role);
    return { cookie: cookie(asker), ask: { path: { id: guest.id } } };
  },
  beginView: async (room, role) => {
    const { guest, asker } = await ownersAndGuests(room, role);
    return { cookie: cookie(asker), ask: { body: { user_id: guest.id } } };
  },
  endView: async (room, role) => {
    const { host, guest, asker } = await ownersAndGuests(room, role);
    if (role === "owner") await host.owner.beginView({ body: { user_id: guest.id } });
    return { cookie: cookie(asker), ask: {} };
  },
  eraseMe: async (room, role) => ({ cookie: cookie(await somebody(room, role)), ask: { body: { word: "ERASE" } } }),
  changePassword: async (room, role) => ({
    cookie: cookie(await somebody(room, role)),
    ask: { body: { password, new_password: another } },
  }),
  confirmSecondFactor: async (room, role) => {
    const person = await somebody(room, role);
    const { secret } = await person.at(room.url).offerSecondFactor({ body: { password } });
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    return { cookie: cookie(person), ask: { body: { code } } };
  },
  turnOffSecondFactor: async (room, role) => {
    const { person, code } = await withSecondFactor(room, role);
    return { cookie: cookie(person), ask: { body: { password, code } } };
  },
  renewRecoveryCodes: async (room, role) => {
    const { person, code } = await withSecondFactor(room, role);
    return { cookie: cookie(person), ask: { body: { password, code } } };
  },
} satisfies Readonly<Record<string, Make>>;

export type FreshOperation = keyof typeof freshPeople;
/** They end, or change, who asks, or take what is good once: each call is by somebody new, in a run of their own. */
export const byFreshPeople = Object.keys(freshPeople) as readonly FreshOperation[];
export const isByFreshPeople = (operation: string): operation is FreshOperation =>
  Object.hasOwn(freshPeople, operation);
