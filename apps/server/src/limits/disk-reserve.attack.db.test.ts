import { statfs } from "node:fs/promises";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { describeWith } from "@caudal/test/support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "@caudal/test/support/small-disk.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, startTestServer, type TestServer, type Visitor } from "../../testing/test-server.ts";

const mib = 1024 ** 2;
const keepFree = 8 * mib;

describeWith(await requireSmallDisk(), "many accounts and one disk", () => {
  let disk: SmallDisk;
  let server: TestServer;
  beforeAll(async () => {
    disk = await makeSmallDisk("size=40m");
    server = await startTestServer({
      uploads: true,
      maxUploadBytes: 100 * mib,
      storagePerAccount: 30 * mib,
      store: { folder: disk.path, keepFree },
    });
  });
  afterAll(async () => {
    await server?.close();
    await disk?.remove();
  });

  const free = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(disk.path);
    return bavail * bsize;
  };
  const announce = (visitor: Visitor, length: number): Promise<Response> =>
    visitor.fetch("/api/uploads", {
      method: "POST",
      headers: { "tus-resumable": "1.0.0", "upload-length": String(length), "upload-metadata": "filename YS5jc3Y=" },
    });
  const send = (visitor: Visitor, path: string, offset: number, bytes: number): Promise<Response> =>
    visitor.fetch(path, {
      method: "PATCH",
      headers: {
        "tus-resumable": "1.0.0",
        "upload-offset": String(offset),
        "content-type": "application/offset+octet-stream",
      },
      body: new Uint8Array(bytes),
    });
  const offsetOf = async (visitor: Visitor, path: string): Promise<number> =>
    Number(
      (await visitor.fetch(path, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } })).headers.get(
        "upload-offset",
      ),
    );

  test("accounts that all send at once, each within its own limit, do not take the last bytes, and go on once there is room", async () => {
    const size = 12 * mib;
    const people = await Promise.all(Array.from({ length: 6 }, () => signUp(server)));
    const paths: string[] = [];
    for (const person of people) {
      const announced = await announce(person, size);
      expect(announced.status).toBe(201);
      paths.push(announced.headers.get("location") ?? "");
    }
    let least = await free();
    const watch = setInterval(() => void free().then((now) => (least = Math.min(least, now))), 5);
    const answers = await Promise.all(people.map((person, index) => send(person, paths[index] ?? "", 0, size)));
    clearInterval(watch);
    expect(Math.min(least, await free())).toBeGreaterThanOrEqual(keepFree);
    const refused = answers.flatMap(({ status }, index) => (status === 507 ? [index] : []));
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(6 - refused.length);
    const first = refused[0] ?? 0;
    const problem = Problem.parse(await answers[first]?.json());
    expect(problem).toMatchObject({ code: "storage_full", title: "No queda espacio" });
    expect(problem.action).toContain("una subida sigue donde quedó");

    // What is there stays readable, what goes makes room, and the upload that was cut ends.
    for (const [index, each] of people.entries()) {
      const fileId = answers[index]?.headers.get("caudal-file-id") ?? null;
      if (fileId !== null) await each.client.deleteFile({ params: { id: fileId } });
      else if (index !== first)
        await each.fetch(paths[index] ?? "", { method: "DELETE", headers: { "tus-resumable": "1.0.0" } });
    }
    const person = people[first] ?? people[0]!;
    const kept = await offsetOf(person, paths[first] ?? "");
    expect((await send(person, paths[first] ?? "", kept, size - kept)).status).toBe(204);
  });

  test("a file that the disk has no room for is refused before its first byte, and announcing much keeps nobody out", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    const room = (await free()) - keepFree;
    const refused = await announce(ana, room + mib);
    expect(refused.status).toBe(507);
    expect(Problem.parse(await refused.json())).toMatchObject({ code: "storage_full" });
    for (let index = 0; index < 8; index += 1) await announce(await signUp(server), Math.floor(room * 0.9));
    const small = await announce(eva, mib);
    expect(small.status).toBe(201);
    expect((await send(eva, small.headers.get("location") ?? "", 0, mib)).status).toBe(204);
  });
});
