import { afterAll, beforeAll, expect, test } from "vitest";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";
import { describeWith } from "../support/components.ts";
import {
  askEverything,
  changeWhoAsks,
  endless,
  leaveOut,
  makeThings,
  schemathesis,
  type Asked,
} from "./support/schemathesis.ts";

// As other roles and with an API key: schemathesis.long.test.ts.
describeWith(schemathesis, "the whole API, asked by a program that knows its document only", () => {
  let servers: ServerPair;
  let asked: Asked;
  let person: Person;
  beforeAll(async () => {
    servers = await startServerPair({ count: 1 });
    const url = servers.alive()[0]?.url ?? "";
    person = await signUpAt(url);
    asked = await makeThings(person, url);
  });
  afterAll(() => servers.close());

  test("signed in: nothing fails in a way that nobody thought of, and every failure is a problem document", async () => {
    const session = ["--header", `Cookie: ${person.headers["cookie"] ?? ""}`];
    const { text } = await askEverything(asked, [...session, ...leaveOut([...changeWhoAsks, ...endless])]);
    // Whoever asked was signed in to the end.
    expect(text).not.toContain("401 Unauthorized");
    expect((await person.at(asked.url).getMe()).email).toBe(person.email);
  }, 600_000);

  test("signed in as nobody: the same", async () => {
    const { text } = await askEverything(
      asked,
      changeWhoAsks.flatMap((id) => ["--include-operation-id", id]),
    );
    expect(text).toContain(`${changeWhoAsks.length} selected`);
  }, 600_000);
});
