import { createPerson, joinAccount } from "@caudal/db/testing/people.ts";
import type { Client } from "@caudal/contract/client/client.ts";
import type { Somebody } from "../crew.ts";
import { goodPassword, signUp, type TestServer } from "../test-server.ts";
import { makeThing, type ThingKind } from "../things.ts";
import { openSession } from "./open-session.ts";
import { turnOnFactor } from "./turn-on-factor.ts";

export const scenePassword = goodPassword;

/** An account in which somebody asks while something befalls them. */
export type Scene = {
  readonly server: TestServer;
  /** Who asks: an owner, so that every operation answers them. */
  readonly actor: Somebody;
  readonly email: string;
  /** The same person at another browser. */
  readonly twin: Somebody;
  /** Another owner. */
  readonly owner: Somebody;
  /** Codes that stand in for the second factor, of somebody who has one. */
  readonly codes: string[];
  /** The owner of another account. */
  readonly elsewhere: () => Promise<Somebody>;
  /** Makes what an operation names, and remembers how it goes. */
  readonly thing: (kind: ThingKind) => Promise<string>;
  /** What takes away each thing that was made. */
  readonly takeAway: (() => Promise<unknown>)[];
};

/** Copies the password of somebody who signed up: to hash one for each takes its time. */
export async function learnPassword(server: TestServer): Promise<(userId: string) => Promise<void>> {
  const { userId: model } = await signUp(server);
  return async (userId) => {
    await server.database.signin.query(
      `insert into account ("accountId", "providerId", "userId", password, "updatedAt")
       select $1::text, "providerId", $1::uuid, password, now() from account where "userId" = $2`,
      [userId, model],
    );
  };
}

export async function openScene(
  server: TestServer,
  givePassword: (userId: string) => Promise<void>,
  { factor = false }: { readonly factor?: boolean } = {},
): Promise<Scene> {
  const { database } = server;
  const founder = await createPerson(database);
  const person = await createPerson(database);
  await givePassword(person.userId);
  const scope = await joinAccount(database, founder.scope, person, "owner");
  const owner = await openSession(server, founder.scope);
  // Before the others: turning it on ends every session but this one.
  const codes = factor ? await turnOnFactor((await openSession(server, scope)).client, scenePassword) : [];
  const actor = await openSession(server, scope);
  const twin = await openSession(server, scope);
  const takeAway: Scene["takeAway"] = [];
  const take = (work: () => Promise<unknown>): void => void takeAway.push(work);

  const elsewhere = async (): Promise<Somebody> => openSession(server, (await createPerson(database)).scope);
  const enterable = async (): Promise<string> => {
    const { scope: there, client } = await elsewhere();
    await joinAccount(database, there, person, "analyst");
    take(() => client.removeMember({ params: { id: person.userId } }));
    return there.accountId;
  };
  return {
    server,
    actor,
    email: person.email,
    twin,
    owner,
    codes,
    takeAway,
    elsewhere,
    thing: async (kind) => {
      if (kind === "account") return enterable();
      const id = await makeThing(server, kind, actor, owner);
      take(() => removals[kind](id, twin.client, owner.client));
      return id;
    },
  };
}

/** As people do it: who made it, or another owner. */
const removals: Readonly<
  Record<Exclude<ThingKind, "account">, (id: string, own: Client, owner: Client) => Promise<unknown>>
> = {
  file: (id, own) => own.deleteFile({ params: { id } }),
  run: async (id, own) => own.deleteFile({ params: { id: (await own.getRun({ params: { id } })).file_id ?? "" } }),
  notification: async (id, own) => {
    const { items } = await own.listNotifications();
    const file = items.find((each) => each.id === id)?.related_file_id ?? "";
    return own.deleteFile({ params: { id: file } });
  },
  insight: async (id, own) => {
    const { file } = await own.traceInsight({ params: { id } });
    return own.deleteFile({ params: { id: file.id } });
  },
  share: (id, own) => own.revokeShare({ params: { id } }),
  key: (id, own) => own.revokeApiKey({ params: { id } }),
  webhook: (id, own) => own.deleteWebhook({ params: { id } }),
  session: (id, own) => own.endSession({ params: { id } }),
  departure: (id, own) => own.removeLeftThings({ params: { id } }),
  member: (id, _own, owner) => owner.removeMember({ params: { id } }),
  invitation: (id, _own, owner) => owner.revokeInvitation({ params: { id } }),
  company: (id, _own, owner) => owner.deleteCompany({ params: { id } }),
  warehouse: (id, _own, owner) => owner.deleteWarehouse({ params: { id } }),
  tab: (id, _own, owner) => owner.deleteTab({ params: { id } }),
  "access profile": (id, _own, owner) => owner.deleteAccessProfile({ params: { id } }),
};
