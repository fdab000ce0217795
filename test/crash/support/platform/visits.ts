import { setTimeout as delay } from "node:timers/promises";
import { mailsIn } from "../../../support/mail-folder.ts";
import { createAsker, type Asker } from "./asker.ts";
import { eraseMe } from "./erase-deed.ts";
import { createHands, json, proveIdentity, type Hands } from "./hands.ts";
import type { Entry } from "./history.ts";
import { acceptOnce, type Entered } from "./invitation-deeds.ts";
import { beginLife, type Life } from "./person-life.ts";

export type Visits = {
  readonly entries: readonly Entry[];
  /** Those who came and were not erased. */
  readonly present: () => readonly Asker[];
  /** Lets the visit at hand come to its end. */
  stop(): Promise<void>;
};

export type VisitOptions = {
  readonly host: Asker;
  readonly password: string;
  readonly seed: number;
  readonly folder: string;
  readonly addresses: () => readonly string[];
};

/** An inviter may send 25 in a day. */
const mostInvitations = 22;

/**
 * An account's owner who invites somebody again and again: the mail is awaited, its link is followed twice at once, as by two clicks at two
 * servers, whoever got in lives there for a while and then has themselves erased, more often than not. Some invitations are taken back.
 */
export function beginVisits({ host, password, seed, folder, addresses }: VisitOptions): Visits {
  const hands = createHands(host, seed);
  const others: Hands[] = [];
  const lives: Life[] = [];
  const present: Asker[] = [];
  let stopped = false;

  async function invite(profile: string): Promise<{ readonly id: string; readonly email: string } | null> {
    if (!(await proveIdentity(hands, password))) return null;
    const email = `v${crypto.randomUUID()}@ejemplo.test`;
    const from = performance.now();
    const wanted = json({ email, role: "analyst", access_profile_id: profile });
    const { response, text, times } = await host.ask("/api/invitations", wanted);
    let id = response.status === 200 ? (JSON.parse(text) as { id: string }).id : undefined;
    // Sent by the attempt whose answer was lost.
    if (response.status === 409 && times > 1) id = await findInvitation(email);
    if (id === undefined) {
      hands.surprised(from, "invite", response.status, text);
      return null;
    }
    hands.note(from, { did: "invited", invitationId: id, email });
    return { id, email };
  }

  async function findInvitation(email: string): Promise<string | undefined> {
    const { text } = await host.ask("/api/invitations");
    const { items } = JSON.parse(text) as { items: { id: string; email: string }[] };
    return items.find((each) => each.email === email)?.id;
  }

  async function takeBack(id: string): Promise<void> {
    const from = performance.now();
    const { response, text } = await host.ask(`/api/invitations/${id}`, { method: "DELETE" });
    if (response.status !== 204 && response.status !== 410)
      return hands.surprised(from, "take back", response.status, text);
    hands.note(from, { did: "took back", invitationId: id, used: response.status === 410 });
  }

  /** Whoever got in, of two who follow the same link at the same moment. */
  async function follow(id: string, email: string, token: string): Promise<Entered | null> {
    const two = await Promise.all(
      [1, 2].map((turn) => {
        const anybody = createHands(
          createAsker({ userId: `${email} ${turn}`, cookie: "" }, addresses, hands.random),
          seed * 10 + turn,
        );
        others.push(anybody);
        return acceptOnce(anybody, { invitationId: id, email, token, password: `llueve en Quito ${turn} veces` });
      }),
    );
    return two.find((each) => each !== null) ?? null;
  }

  async function stay(guest: Entered, email: string, turn: number): Promise<void> {
    const asker = createAsker(guest, addresses, hands.random);
    present.push(asker);
    const life = beginLife({
      asker,
      password: guest.password,
      seed: seed * 100 + turn,
      colleague: host.userId,
      filesOfOthers: () => [],
    });
    lives.push(life);
    const stayMs = 4_000 + Math.floor(hands.random() * 8_000);
    for (const until = performance.now() + stayMs; performance.now() < until && !stopped;) await delay(100);
    await life.stop();
    if (stopped || hands.random() < 0.25) return;
    const own = createHands(asker, seed);
    others.push(own);
    present.splice(present.indexOf(asker), 1);
    await eraseMe(own, { email, password: guest.password });
  }

  async function visit(profile: string, turn: number): Promise<void> {
    const invited = await invite(profile);
    if (invited === null) return;
    const { id, email } = invited;
    const dice = hands.random();
    const back = dice < 0.15 ? takeBack(id) : Promise.resolve();
    const token = await tokenFor(hands, folder, email);
    // Now and then it is taken back while its link is followed.
    const [guest] = await Promise.all([
      token === null ? null : back.then(() => follow(id, email, token)),
      dice > 0.9 ? takeBack(id) : undefined,
      back,
    ]);
    if (guest !== null) await stay(guest, email, turn);
  }

  async function live(): Promise<void> {
    const { text } = await host.ask("/api/access-profiles");
    const profile = (JSON.parse(text) as { items: { id: string }[] }).items[0]?.id ?? "";
    for (let turn = 0; !stopped && turn < mostInvitations; turn += 1) {
      await visit(profile, turn);
      // So many have to last for as long as it goes on.
      for (let rest = 0; rest < 60 && !stopped; rest += 1) await delay(100 + Math.floor(hands.random() * 200));
    }
  }
  const lived = live();
  lived.catch(() => undefined);
  return {
    get entries() {
      return [hands, ...others, ...lives].flatMap(({ entries }) => entries);
    },
    present: () => present,
    stop: async () => {
      stopped = true;
      await lived;
    },
  };
}

/** What stands in the mail of the invitation: it is delivered even if whoever delivers dies. */
async function tokenFor(hands: Hands, folder: string, email: string): Promise<string | null> {
  const from = performance.now();
  while (performance.now() < from + 120_000) {
    for (const { text } of await mailsIn(folder, email)) {
      const token = /\/invitation#(\S+)/.exec(text)?.[1];
      if (token !== undefined) return token;
    }
    await delay(200);
  }
  hands.surprised(from, "await mail", 0, `no invitation reached ${email}`);
  return null;
}
