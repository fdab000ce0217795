import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundCrew, type Crew } from "../../testing/crew.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer();
  crew = await foundCrew(server);
});
afterAll(() => server.close());

const refusedWith = (code: string, params: object = {}) => ({ problem: { code, ...params } });
const hostile = [
  "'; drop table caudal.companies; --",
  "<script>alert(1)</script>",
  '=HYPERLINK("x";"y")',
  "+cmd|' /C calc'!A0",
  "{{constructor}}${1+1}%s",
  "👩‍🔧 Ferretería 🇲🇽",
  "ñ".repeat(200),
  "שלום עולם",
];
const bare = {
  all_companies: false,
  all_warehouses: false,
  hidden_fields: [],
  companies: [],
  warehouses: [],
  tabs: [],
};

describe("names", () => {
  test.each(hostile)("%s is kept and told as it was written, everywhere", async (name) => {
    const { client } = crew.owner;
    const company = await client.createCompany({ body: { name } });
    expect(company.name).toBe(name);
    const warehouse = await client.createWarehouse({ body: { name, company_id: company.id } });
    const tab = await client.createTab({ body: { name, key: `t${crypto.randomUUID().slice(0, 8)}` } });
    const profile = await client.createAccessProfile({
      body: {
        ...bare,
        name,
        companies: [company.id],
        warehouses: [warehouse.id],
        tabs: [tab.id],
        hidden_fields: [name.slice(0, 100)],
      },
    });
    await client.updateMember({ params: { id: crew.viewer.userId }, body: { access_profile_id: profile.id } });
    expect(await crew.viewer.client.getAccess()).toEqual({
      companies: [company],
      warehouses: [warehouse],
      tabs: [tab],
      hidden_fields: [name.slice(0, 100)],
    });
    await client.updateAccount({ body: { name } });
    expect((await client.getMe()).account.name).toBe(name);
  });

  test.each(["", "   ", "x".repeat(201), "a\u0000b", "a\nb"])("%j is refused", async (name) => {
    await expect(crew.owner.client.createCompany({ body: { name } })).rejects.toMatchObject(
      refusedWith("invalid_fields"),
    );
  });
});

describe("what is in use", () => {
  test("is not removed, and who uses it is said; once nobody does, it goes", async () => {
    const { client } = crew.admin;
    const company = await client.createCompany({ body: { name: "En uso" } });
    const warehouse = await client.createWarehouse({ body: { name: "Bodega", company_id: company.id } });
    const profile = await client.createAccessProfile({
      body: { ...bare, name: "De bodega", warehouses: [warehouse.id] },
    });
    await client.updateMember({ params: { id: crew.analyst.userId }, body: { access_profile_id: profile.id } });
    await expect(client.deleteCompany({ params: { id: company.id } })).rejects.toMatchObject(
      refusedWith("in_use", { detail: "Lo usan: 1 almacén. No se quitó nada." }),
    );
    await expect(client.deleteWarehouse({ params: { id: warehouse.id } })).rejects.toMatchObject(
      refusedWith("in_use", { detail: "Lo usan: 1 perfil de acceso. No se quitó nada." }),
    );
    await expect(client.deleteAccessProfile({ params: { id: profile.id } })).rejects.toMatchObject(
      refusedWith("in_use", { detail: "Lo usan: 1 miembro. No se quitó nada." }),
    );
    const todo = (await client.listAccessProfiles()).items.find((each) => each.name === "Todo")?.id ?? "";
    await client.updateMember({ params: { id: crew.analyst.userId }, body: { access_profile_id: todo } });
    await client.deleteAccessProfile({ params: { id: profile.id } });
    await client.deleteWarehouse({ params: { id: warehouse.id } });
    await client.deleteCompany({ params: { id: company.id } });
  });

  test("by an open invitation keeps its access profile", async () => {
    const { client } = crew.owner;
    const profile = await client.createAccessProfile({ body: { ...bare, name: "De invitados" } });
    const email = `i${crypto.randomUUID()}@ejemplo.test`;
    const { id } = await client.invite({ body: { email, role: "viewer", access_profile_id: profile.id } });
    await expect(client.deleteAccessProfile({ params: { id: profile.id } })).rejects.toMatchObject(
      refusedWith("in_use", { detail: "Lo usan: 1 invitación pendiente. No se quitó nada." }),
    );
    await client.revokeInvitation({ params: { id } });
    await client.deleteAccessProfile({ params: { id: profile.id } });
  });
});

describe("the profile of newcomers", () => {
  const newcomers = async () =>
    (await crew.owner.client.listAccessProfiles()).items.filter((each) => each.newcomers).map((each) => each.id);

  test("is one, chosen, audited, and not removed as long as it is", async () => {
    const { client } = crew.admin;
    const [before] = await newcomers();
    const profile = await client.createAccessProfile({ body: { ...bare, name: "De quien llega" } });
    expect(profile.newcomers).toBe(false);
    expect(await client.giveProfileToNewcomers({ params: { id: profile.id } })).toMatchObject({ newcomers: true });
    expect(await newcomers()).toEqual([profile.id]);
    await expect(client.deleteAccessProfile({ params: { id: profile.id } })).rejects.toMatchObject(
      refusedWith("in_use", { detail: "Lo usan: quien llega sin invitación. No se quitó nada." }),
    );
    const [told] = (await client.listAudit({ query: { action: "account.newcomers_profile_set", limit: 1 } })).items;
    expect(told?.changes).toContainEqual(
      expect.objectContaining({ column: "default_access_profile_id", before, after: profile.id }),
    );
    await client.giveProfileToNewcomers({ params: { id: before ?? "" } });
    await client.deleteAccessProfile({ params: { id: profile.id } });
  });

  test("is never one that is being removed: of the two who ask at once, one is refused", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [before = ""] = await newcomers();
      const profile = await crew.owner.client.createAccessProfile({ body: { ...bare, name: `Disputado ${round}` } });
      const ends = await Promise.allSettled([
        crew.owner.client.giveProfileToNewcomers({ params: { id: profile.id } }),
        crew.admin.client.deleteAccessProfile({ params: { id: profile.id } }),
      ]);
      expect(ends.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
      const lost = ends.find((each) => each.status === "rejected");
      expect(["in_use", "not_found"]).toContain(lost?.reason.problem.code);
      await crew.owner.client.giveProfileToNewcomers({ params: { id: before } });
    }
  });
});

test("a version that no access profile can have is refused in words", async () => {
  const { id } = await crew.owner.client.createAccessProfile({ body: { ...bare, name: "Con versión" } });
  const save = (version: number) =>
    crew.owner.client.updateAccessProfile({ params: { id }, body: { ...bare, name: "Otra", version } });
  for (const version of [-882_595_915_170, 0, 2_147_483_647])
    await expect(save(version)).rejects.toMatchObject(refusedWith("invalid_fields"));
  await expect(save(2_147_483_646)).rejects.toMatchObject(refusedWith("changed_meanwhile"));
});

describe("two who change the same", () => {
  test("access profile: the second, who did not see the first one's change, is told and changes nothing", async () => {
    const made = await crew.owner.client.createAccessProfile({ body: { ...bare, name: "Compartido" } });
    const save = (who: keyof Crew, name: string) =>
      crew[who].client.updateAccessProfile({ params: { id: made.id }, body: { ...bare, name, version: made.version } });
    const ends = await Promise.allSettled([save("owner", "De la dueña"), save("admin", "Del administrador")]);
    expect(ends.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = ends.find((each) => each.status === "rejected");
    expect(lost).toMatchObject({ reason: refusedWith("changed_meanwhile") });
  });

  test("name: of two companies of one name there is one", async () => {
    const ends = await Promise.allSettled(
      ["owner", "admin"].map((who) => crew[who as keyof Crew].client.createCompany({ body: { name: "Doble" } })),
    );
    expect(ends.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(ends.find((each) => each.status === "rejected")).toMatchObject({ reason: refusedWith("name_taken") });
  });
});

test("an access profile names only what is the account's own", async () => {
  const others = await foundCrew(server);
  const theirs = await others.owner.client.createCompany({ body: { name: "Ajena" } });
  await expect(
    crew.owner.client.createAccessProfile({ body: { ...bare, name: "Ladrón", companies: [theirs.id] } }),
  ).rejects.toMatchObject(refusedWith("not_found"));
  await expect(
    crew.owner.client.createWarehouse({ body: { name: "Ajeno", company_id: theirs.id } }),
  ).rejects.toMatchObject(refusedWith("not_found"));
});
