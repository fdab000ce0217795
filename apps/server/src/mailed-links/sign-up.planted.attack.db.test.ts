import { ProblemError } from "@caudal/contract/client/client.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailsTo, mailTo, tokenOf } from "../../testing/mails.ts";
import { goodPassword, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

/** Somebody signs up with an address that is not theirs, and waits for its owner to confirm: a password of theirs on the owner's account. */

const many = { max: 10_000, windowMs: 60_000 };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    limits: { ...signInLimits, signUp: many, pair: { max: 3, windowMs: 60_000 } },
    mailLimits: { network: many, recipient: many, link: many, person: many },
  });
});
afterAll(() => server.close());

const theirs = "la contraseña del ladrón, bien larga";
const stranger = () => visit(server, "es", { founder: false });
const newEmail = () => `p${crypto.randomUUID()}@ejemplo.test`;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problem.code;
      throw error;
    },
  );
const signIn = (email: string, password: string) => codeOf(stranger().client.signIn({ body: { email, password } }));
const signUp = (email: string, name: string, password: string) =>
  stranger().client.signUp({ body: { name, email, password } });
const confirm = (token: string, password: string) =>
  codeOf(stranger().client.confirmSignUp({ body: { token, password } }));
async function lastToken(email: string): Promise<string> {
  return tokenOf(await mailTo(server, email, "sign_up.confirm"));
}

test("the owner of the address who follows the thief's link makes no account with the thief's password", async () => {
  const email = newEmail();
  await signUp(email, "Ladrón", theirs);
  const token = await lastToken(email);
  expect(await stranger().client.lookUpSignUp({ body: { token } })).toEqual({ name: "Ladrón", email });
  // The link alone, as the page followed it before.
  const bare = await fetch(`${server.url}/api/auth/sign-up/confirm`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  expect(bare.status).toBe(400);
  expect(await confirm(token, goodPassword)).toBe("sign_up_password_wrong");
  for (const password of [theirs, goodPassword]) expect(await signIn(email, password)).toBe("sign_in_refused");
});

test("the owner who signs up too comes in by their own link and password, whichever came first, and the thief nowhere", async () => {
  for (const order of ["the thief first", "the owner first"] as const) {
    const email = newEmail();
    const both = [() => signUp(email, "Ladrón", theirs), () => signUp(email, "Ana", goodPassword)] as const;
    for (const each of order === "the thief first" ? both : both.toReversed()) await each();
    const tokens = (await mailsTo(server, email)).map((mail) => tokenOf(mail));
    const [planted = "", own = ""] = order === "the thief first" ? tokens : tokens.toReversed();
    // The wrong one of the two mails first: it is told, and nothing is lost.
    expect(await confirm(planted, goodPassword)).toBe("sign_up_password_wrong");
    expect(await confirm(own, theirs)).toBe("sign_up_password_wrong");
    const owner = stranger();
    await owner.client.confirmSignUp({ body: { token: own, password: goodPassword } });
    expect(await owner.client.getMe()).toMatchObject({ name: "Ana", email, email_confirmed: true });
    expect(await confirm(planted, theirs)).toBe("link_invalid");
    expect(await signIn(email, theirs)).toBe("sign_in_refused");
    expect(await signIn(email, goodPassword)).toBe("done");
  }
});

test("a wrong password uses up no link; guessing is stopped, with sign-in's guesses, and another address goes on", async () => {
  const email = newEmail();
  await signUp(email, "Ana", goodPassword);
  const token = await lastToken(email);
  expect(await confirm(token, theirs)).toBe("sign_up_password_wrong");
  expect(await signIn(email, theirs)).toBe("sign_in_refused");
  expect(await confirm(token, `${theirs} 2`)).toBe("sign_up_password_wrong");
  expect(await confirm(token, goodPassword)).toBe("rate_limited");
  expect(await signIn(email, theirs)).toBe("rate_limited");
  const other = newEmail();
  await signUp(other, "Beto", goodPassword);
  expect(await confirm(await lastToken(other), goodPassword)).toBe("done");
});

test("the link serves one of those who follow it at once with its password", async () => {
  const email = newEmail();
  await signUp(email, "Ana", goodPassword);
  const token = await lastToken(email);
  const ends = await Promise.all(Array.from({ length: 3 }, () => confirm(token, goodPassword)));
  expect(ends.toSorted()).toEqual(["done", "link_invalid", "link_invalid"]);
});
