import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { asSuperuser, foundCrew, type Crew } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { inventedAddress } from "../../testing/invented-address.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({
    uploads: true,
    limits: { ...signInLimits, signUp: { max: 10_000, windowMs: 60_000 } },
  });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

const refusedWith = (code: string) => ({ problem: { code } });
const viewAs = (manager: "owner" | "admin", who: keyof Crew) =>
  crew[manager].client.beginView({ body: { user_id: crew[who].userId } });

describe("whoever looks as another member", () => {
  test("sees what that member may see, as the database gives it to them, and who they are themselves", async () => {
    const { owner, analyst } = crew;
    const open = await owner.client.createCompany({ body: { name: "Norte" } });
    await owner.client.createCompany({ body: { name: "Sur" } });
    const made = await owner.client.createAccessProfile({
      body: {
        name: "Solo norte",
        all_companies: false,
        all_warehouses: true,
        hidden_fields: ["costo"],
        companies: [open.id],
        warehouses: [],
        tabs: [],
      },
    });
    await owner.client.updateMember({ params: { id: analyst.userId }, body: { access_profile_id: made.id } });
    const theirs = await analyst.client.getAccess();
    await viewAs("owner", "analyst");
    expect(await owner.client.getAccess()).toEqual(theirs);
    expect(theirs.companies.map((each) => each.name)).toEqual(["Norte"]);
    expect(theirs.hidden_fields).toEqual(["costo"]);
    const me = await owner.client.getMe();
    expect(me).toMatchObject({
      user_id: owner.userId,
      account: { role: "analyst" },
      access_profile: { name: "Solo norte", hidden_fields: ["costo"] },
      viewing: { user_id: analyst.userId },
    });
    await owner.client.endView();
    expect(await owner.client.getMe()).toMatchObject({ account: { role: "owner" }, viewing: null });
    expect((await owner.client.getAccess()).companies).toHaveLength(2);
  });

  test("changes nothing, whatever is asked: every operation that is no get is refused, uploads too", async () => {
    await viewAs("owner", "admin");
    for (const [name, route] of Object.entries<RouteDefinition>(routes)) {
      if (route.access !== "member" || route.method === "get" || route.whileViewing === true) continue;
      const answer = await crew.owner.fetch(inventedAddress(route), {
        method: route.method.toUpperCase(),
      });
      expect(await answer.json(), name).toMatchObject({ code: "viewing_as" });
    }
    const upload = await crew.owner.fetch("/api/uploads", {
      method: "POST",
      headers: { "tus-resumable": "1.0.0", "upload-length": "3", "upload-metadata": `filename ${btoa("a.csv")}` },
    });
    expect(await upload.json()).toMatchObject({ code: "viewing_as" });
    await crew.owner.client.endView();
  });

  test("reads in peace: no get ends in a failure of ours, and what is the looker's own is refused", async () => {
    await viewAs("owner", "admin");
    for (const [name, route] of Object.entries<RouteDefinition>(routes)) {
      if (route.access !== "member" || route.method !== "get" || route.answer.kind === "events") continue;
      const answer = await crew.owner.fetch(inventedAddress(route));
      expect(answer.status, name).toBeLessThan(500);
      await answer.body?.cancel();
    }
    for (const own of ["/api/me/export", "/api/me/erasure"])
      expect(await (await crew.owner.fetch(own)).json(), own).toMatchObject({ code: "viewing_as" });
    await crew.owner.client.endView();
  });

  test("cannot change anything past the API either: the database itself only reads", async () => {
    await viewAs("owner", "admin");
    const { rows } = await server.database.signin.query<{ id: string }>(
      'select id from session where "userId" = $1 order by "createdAt" desc limit 1',
      [crew.owner.userId],
    );
    const scope = { ...crew.owner.scope, view: { sessionId: rows[0]?.id ?? "" } };
    const { db } = server.database.app;
    for (const escape of ["select 1", "set transaction read write", "set local transaction_read_only = off"])
      await expect(
        withScope(db, scope, async (tx) => {
          await tx.executeQuery({
            sql: escape,
            parameters: [],
            query: { kind: "RawNode", sqlFragments: [escape], parameters: [] },
            queryId: { queryId: escape },
          });
          await tx.updateTable("companies").set({ name: "x" }).execute();
        }),
        escape,
      ).rejects.toThrow(/read-only|read-write/);
    await crew.owner.client.endView();
    await expect(withScope(db, scope, async () => 1)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("meets no file, insight, log or notification: neither the member's nor their own", async () => {
    const theirs = await furnish(server, crew.analyst.scope);
    const own = await furnish(server, crew.owner.scope);
    await viewAs("owner", "analyst");
    expect((await crew.owner.client.listFiles()).items).toEqual([]);
    expect(await crew.owner.client.listNotifications()).toMatchObject({ items: [], unread: 0 });
    for (const { fileId, runId } of [theirs, own]) {
      await expect(crew.owner.client.getFile({ params: { id: fileId } })).rejects.toMatchObject(
        refusedWith("not_found"),
      );
      await expect(crew.owner.client.listInsights({ params: { id: fileId } })).rejects.toMatchObject(
        refusedWith("not_found"),
      );
      await expect(crew.owner.client.listLogs({ params: { id: fileId } })).rejects.toMatchObject(
        refusedWith("not_found"),
      );
      await expect(crew.owner.client.downloadFile({ params: { id: fileId } })).rejects.toMatchObject(
        refusedWith("not_found"),
      );
      await expect(crew.owner.client.getRun({ params: { id: runId } })).rejects.toMatchObject(refusedWith("not_found"));
    }
    await crew.owner.client.endView();
    expect((await crew.owner.client.getFile({ params: { id: own.fileId } })).id).toBe(own.fileId);
  });

  test("does not look as an owner unless one, nor as themselves, nor as a stranger, nor as two at once", async () => {
    await expect(viewAs("admin", "owner")).rejects.toMatchObject(refusedWith("view_refused"));
    await expect(viewAs("admin", "admin")).rejects.toMatchObject(refusedWith("view_refused"));
    const stranger = crypto.randomUUID();
    await expect(crew.admin.client.beginView({ body: { user_id: stranger } })).rejects.toMatchObject(
      refusedWith("not_found"),
    );
    await viewAs("admin", "viewer");
    await expect(viewAs("admin", "analyst")).rejects.toMatchObject(refusedWith("viewing_as"));
    await crew.admin.client.endView();
  });

  test("is themselves again after half an hour, when the role is lost, when the member becomes an owner, and in another session", async () => {
    await viewAs("admin", "viewer");
    await asSuperuser(server, "update caudal.views set ends_at = now() - interval '1 second'");
    expect(await crew.admin.client.getMe()).toMatchObject({ account: { role: "admin" }, viewing: null });

    await viewAs("admin", "viewer");
    await crew.owner.client.updateMember({ params: { id: crew.admin.userId }, body: { role: "analyst" } });
    expect(await crew.admin.client.getMe()).toMatchObject({ account: { role: "analyst" }, viewing: null });
    await crew.owner.client.updateMember({ params: { id: crew.admin.userId }, body: { role: "admin" } });

    await viewAs("admin", "colleague");
    await crew.owner.client.updateMember({ params: { id: crew.colleague.userId }, body: { role: "owner" } });
    expect(await crew.admin.client.getMe()).toMatchObject({ account: { role: "admin" }, viewing: null });
  });

  test("leaves in the log that it began and ended, with both names", async () => {
    await viewAs("owner", "viewer");
    await crew.owner.client.endView();
    const entries = await withScope(server.database.app.db, crew.owner.scope, (tx) =>
      tx
        .selectFrom("audit_entries")
        .select(["action", "user_id", "person_ids"])
        .where("object_type", "=", "view")
        .orderBy("id", "desc")
        .limit(2)
        .execute(),
    );
    expect(entries.map((entry) => entry.action)).toEqual(["view.ended", "view.begun"]);
    for (const entry of entries) {
      expect(entry.user_id).toBe(crew.owner.userId);
      expect(entry.person_ids).toEqual(expect.arrayContaining([crew.owner.userId, crew.viewer.userId]));
    }
  });
});
