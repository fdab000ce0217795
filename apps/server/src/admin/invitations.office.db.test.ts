import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { foundCrew } from "../../testing/crew.ts";
import { mailTo } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type Visitor } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const few = { max: 4, windowMs: 60_000 };
const many = { max: 10_000, windowMs: 60_000 };

/** A server of which one network may sign up and try tokens four times, and somebody there who invites. */
async function startGuarded() {
  const server = await startTestServer({
    limits: { ...signInLimits, signUp: { ...few, max: 8 } },
    mailLimits: { network: many, recipient: many, link: few, person: many },
  });
  onTestFinished(server.close);
  const { owner } = await foundCrew(server);
  const profile = (await owner.client.listAccessProfiles()).items[0]?.id ?? "";
  const tokenFor = async (email: string): Promise<string> => {
    await owner.client.invite({ body: { email, role: "viewer", access_profile_id: profile } });
    const { params } = await mailTo(server, email, "invitation");
    return new URL(String(params["link"])).hash.slice(1);
  };
  return { server, tokenFor };
}

const newAddress = (): string => `i${randomUUID()}@ejemplo.test`;
const refusedWith = (code: string) => ({ problem: { code } });
const lookUp = ({ client }: Visitor, token: string) => client.lookUpInvitation({ body: { token } });
const accept = ({ client }: Visitor, token: string) =>
  client.acceptInvitation({ body: { token, name: "Vera", password: goodPassword } });

test("a roomful of people behind one address accept what they were sent, with an account and without, and others sign up there", async () => {
  const { server, tokenFor } = await startGuarded();
  const known = await signUp(server, { email: newAddress() });
  const { email } = await known.client.getMe();
  const invited = await Promise.all(Array.from({ length: 10 }, async () => tokenFor(newAddress())));
  for (const token of invited) {
    const somebody = visit(server);
    await lookUp(somebody, token);
    await lookUp(somebody, token);
    await accept(somebody, token);
    // Opened again, by whoever forgot that they did.
    await expect(lookUp(visit(server), token)).rejects.toMatchObject(refusedWith("invitation_used"));
  }
  const token = await tokenFor(email);
  await lookUp(known, token);
  await known.client.joinByInvitation({ body: { token } });
  await signUp(server);
});

test("who guesses tokens, or a password by a token that they were sent, is stopped, whatever right ones they show in between", async () => {
  for (const wrong of ["a token", "a password"] as const) {
    const { server, tokenFor } = await startGuarded();
    const email = newAddress();
    await signUp(server, { email });
    const own = await tokenFor(email);
    const guess = () => (wrong === "a token" ? lookUp(visit(server), randomUUID()) : accept(visit(server), own));
    const refused = wrong === "a token" ? "invitation_unknown" : "invitation_has_account";
    for (let i = 0; i < few.max; i += 1) {
      await lookUp(visit(server), own);
      await expect(guess()).rejects.toMatchObject(refusedWith(refused));
    }
    await expect(guess()).rejects.toMatchObject(refusedWith("rate_limited"));
    await expect(lookUp(visit(server), own)).rejects.toMatchObject(refusedWith("rate_limited"));
    await expect(
      visit(server).client.confirmEmail({ body: { token: randomUUID() } }),
      "other mailed links are the same count",
    ).rejects.toMatchObject(refusedWith("rate_limited"));
  }
});
