import { salesCsv } from "../../bad-input/support/files.ts";
import { send } from "../../bad-input/support/send.ts";
import { signUpAt, type Person } from "../../crash/support/servers/person.ts";
import type { ServerPair } from "../../crash/support/servers/server-pair.ts";
import { createUpload } from "../../crash/support/servers/tus-upload.ts";
import { until } from "../../crash/support/servers/until.ts";
import { mailIn, mailsIn, tokenOf } from "../../support/mail-folder.ts";
import type { TestOidcProvider } from "../../support/oidc-provider.ts";

export const password = "mañana llueve en Quito";

export type Room = {
  readonly servers: ServerPair;
  readonly url: string;
  /** Where messages go and are refused: allowed by the operator. */
  readonly hooks: string;
  /** Another service where people may sign in. */
  readonly provider: TestOidcProvider;
};

/** An account in use: its owner, others in it, and what the owner arranged. Of what an ask ends there is one that nothing else names. */
export type Account = Awaited<ReturnType<typeof furnishAccount>>;

export async function furnishAccount({ servers, url }: Room) {
  const person = await signUpAt(url);
  const owner = person.at(url);
  const { id: profile } = (await owner.listAccessProfiles()).items[0] ?? { id: "" };
  const none = {
    all_companies: false,
    all_warehouses: false,
    hidden_fields: [],
    companies: [],
    warehouses: [],
    tabs: [],
  };
  const makeProfile = async (name: string) => (await owner.createAccessProfile({ body: { name, ...none } })).id;
  const makeCompany = async (name: string) => (await owner.createCompany({ body: { name } })).id;
  const company = await makeCompany("Luz");
  const makeWarehouse = async (name: string) =>
    (await owner.createWarehouse({ body: { name, company_id: company } })).id;
  const makeTab = async (key: string) => (await owner.createTab({ body: { key, name: key } })).id;
  const invite = async () => {
    const body = {
      email: `p${crypto.randomUUID()}@ejemplo.test`,
      role: "analyst",
      access_profile_id: profile,
    } as const;
    return { id: (await owner.invite({ body })).id, email: body.email };
  };
  const offered = await invite();
  return {
    person,
    owner,
    id: (await owner.getMe()).account.id,
    profile,
    company,
    warehouse: await makeWarehouse("Centro"),
    tab: await makeTab("ventas"),
    changing: { profile: await makeProfile("Norte") },
    ending: {
      profile: await makeProfile("Otro"),
      company: await makeCompany("Sombra"),
      warehouse: await makeWarehouse("Sur"),
      tab: await makeTab("compras"),
      invitation: (await invite()).id,
    },
    resending: (await invite()).id,
    offer: await invitationIn(servers, offered.email),
    none,
  };
}

const invitation = /\/invitation#(\S+)/;
const invitationIn = async ({ dataDir }: ServerPair, email: string): Promise<string> =>
  invitation.exec((await mailIn(dataDir, email, /(invites you|te invita)/)).text)?.[1] ?? "";

/** An account that takes people in. */
export type Host = Pick<Account, "owner" | "id" | "profile">;

/** What a browser would keep of an answer. */
export const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .filter((line) => !/;\s*max-age=0/i.test(line))
    .map((line) => line.split(";")[0])
    .join("; ");

/** Somebody new in an account, who acts in it from now on. */
export async function joinAs(
  { servers, url }: Pick<Room, "servers" | "url">,
  account: Host,
  role: "analyst" | "viewer",
): Promise<Person & { readonly id: string }> {
  const person = await signUpAt(url);
  await comeInto({ servers, url }, account, person, role);
  const client = person.at(url);
  await client.enterAccount({ params: { id: account.id } });
  return { ...person, id: (await client.getMe()).user_id };
}

async function comeInto(
  room: Pick<Room, "servers" | "url">,
  host: Pick<Host, "owner" | "profile">,
  person: Person,
  role: "analyst" | "viewer",
): Promise<void> {
  const token = await inviteAnew(room, host, person.email, role);
  await person.at(room.url).joinByInvitation({ body: { token } });
}

/** The token of an invitation to somebody who may have followed others before. */
export async function inviteAnew(
  { servers }: Pick<Room, "servers">,
  { owner, profile }: Pick<Host, "owner" | "profile">,
  email: string,
  role: "analyst" | "viewer",
): Promise<string> {
  const invitations = async () => (await mailsIn(servers.dataDir, email)).filter(({ text }) => invitation.test(text));
  const before = (await invitations()).length;
  await owner.invite({ body: { email, role, access_profile_id: profile } });
  const mail = await until("the invitation", async () => (await invitations())[before] ?? null);
  return invitation.exec(mail.text)?.[1] ?? "";
}

export type Belongings = Awaited<ReturnType<typeof furnishPerson>>;

/** What a person has of their own: a file that was read, another to delete, uploads, a link, an endpoint, a key, and an account that they left. */
export async function furnishPerson(room: Room, person: Person) {
  const { servers, url, hooks } = room;
  const client = person.at(url);
  await client.proveIdentity({ body: { password } });
  const { user_id: userId, account } = await client.getMe();
  const endpoint = (name: string) => client.createWebhook({ body: { name, url: hooks, kinds: ["file.done"] } });
  const hook = (await endpoint("avisos")).id;
  const read = async (name: string) => {
    const id = await send(person, url, { name, bytes: salesCsv(600) });
    await until(`${name} is read`, async () => (await client.getFile({ params: { id } })).status === "done");
    return id;
  };
  const file = await read("ventas.csv");
  const { run } = await client.getFile({ params: { id: file } });
  const superuser = (sql: string, values: readonly unknown[]) => servers.superuser.query(sql, [...values]);
  const { rows } = await superuser(
    `insert into caudal.runs (account_id, user_id, file_id, kind, available_at)
     values ($1, $2, $3, 'profile', now() + interval '1 day') returning id`,
    [account.id, userId, await read("otras.csv")],
  );
  const { share, url: link } = await client.shareFile({
    params: { id: file },
    body: { grantee: { kind: "link" }, may_download: true },
  });
  const spare = await client.shareFile({ params: { id: file }, body: { grantee: { kind: "link" } } });
  const upload = async () =>
    (await createUpload(person, url, { name: "luego.csv", bytes: salesCsv(2) })).split("/").at(-1) ?? "";
  const key = await client.createApiKey({ body: { name: "vieja", scopes: ["files:read"], expires_in_days: 1 } });
  await client.verifyEmail();
  return {
    file,
    run: run?.id ?? "",
    /** It waits until tomorrow. */
    waitingRun: String((rows[0] as { id: string } | undefined)?.id),
    insight: (await client.listInsights({ params: { id: file } })).items[0]?.id ?? "",
    notification: (await client.listNotifications()).items[0]?.id ?? "",
    share: share.id,
    link: new URL(link ?? "").pathname.replace("/s/", ""),
    hooks,
    hook,
    /** Everything that it refused is sent again, so that no single message of it is left to be. */
    emptied: (await endpoint("avisos viejos")).id,
    delivery: await refusedDelivery(servers, client, hook),
    /** It is read once more: what was found in it, and told of it, goes then. */
    repeated: await read("otra vez.csv"),
    upload: await upload(),
    confirming: tokenOf(await mailIn(servers.dataDir, person.email, /^Confirm/)),
    ending: {
      file: await read("viejas.csv"),
      share: spare.share.id,
      hook: (await endpoint("otros avisos")).id,
      upload: await upload(),
      key: key.id,
      left: await leaveAnother(room, person, { userId, home: account.id }),
    },
  };
}

/** The message of a file's end, which its endpoint refused until it was given up. */
async function refusedDelivery(servers: ServerPair, client: ReturnType<Person["at"]>, hook: string): Promise<string> {
  let found = "";
  await until("a message is given up", async () => {
    await servers.superuser.query(
      `update caudal.outbox set next_attempt_at = now(), give_up_at = now()
       where recipient = $1 and state = 'pending' and lease_until is null`,
      [hook],
    );
    await servers.superuser.query("select pg_notify('caudal_outbox', 'webhook')");
    const { items } = await client.listWebhookDeliveries({ params: { id: hook }, query: { state: "failed" } });
    found = items.find((each) => each.replayable)?.id ?? "";
    return found !== "";
  });
  return found;
}

async function leaveAnother(
  room: Room,
  person: Person,
  { userId, home }: { readonly userId: string; readonly home: string },
): Promise<string> {
  const host = (await signUpAt(room.url)).at(room.url);
  const { account } = await host.getMe();
  const profile = (await host.listAccessProfiles()).items[0]?.id ?? "";
  await comeInto(room, { owner: host, profile }, person, "analyst");
  await host.removeMember({ params: { id: userId } });
  await person.at(room.url).enterAccount({ params: { id: home } });
  return account.id;
}
