import { ProblemError } from "@caudal/contract/client/client.ts";
import { setClockBack } from "@caudal/db/testing/set-clock-back.ts";
import { Secret, TOTP } from "otpauth";
import { describe, expect, onTestFinished, test } from "vitest";
import { asSuperuser } from "../testing/join-account-of.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServerOptions } from "../testing/test-server.ts";
import { signInLimits } from "./auth/limit-attempts.ts";

const minute = 60_000;
const hour = 60 * minute;
const steps = [
  ["five minutes", 5 * minute],
  ["an hour", hour],
  ["a day", 24 * hour],
] as const;

async function start(options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  onTestFinished(server.close);
  return server;
}
const problemOf = (work: Promise<unknown>): Promise<{ readonly code: string; readonly seconds?: number }> =>
  work.then(
    () => ({ code: "none" }),
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      const { code } = error.problem;
      const seconds = /(\d+) segundos/.exec(JSON.stringify(error.problem))?.[1];
      return { code, ...(seconds === undefined ? {} : { seconds: Number(seconds) }) };
    },
  );
const codeOf = async (work: Promise<unknown>): Promise<string> => (await problemOf(work)).code;

describe.each(steps)("when the clock of the database's machine was set back by %s", (_, by) => {
  test("an office that guessed too often waits no longer than the window", async () => {
    const windowMs = 15 * minute;
    const server = await start({ limits: { ...signInLimits, address: { max: 3, windowMs } } });
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    await signUp(server, { email });
    const guess = (who: string) =>
      problemOf(visit(server).client.signIn({ body: { email: who, password: "adivinando sin parar" } }));
    const enter = () => problemOf(visit(server).client.signIn({ body: { email, password: goodPassword } }));
    for (let i = 0; i < 3; i++) expect((await guess(`victima${i}@ejemplo.test`)).code).toBe("sign_in_refused");
    expect((await enter()).code).toBe("rate_limited");
    // Ten minutes of the fifteen have gone by.
    await asSuperuser(server, (client) =>
      client.query("update auth.attempts set ends_at = ends_at - interval '10 minutes'"),
    );
    await setClockBack(server.database, by);
    const told = await enter();
    if (by < windowMs) expect(told.seconds).toBeLessThanOrEqual(windowMs / 1000);
    else expect(told.code).toBe("none");
    // Whoever goes on guessing is counted from there.
    if (by > windowMs) {
      for (let i = 0; i < 3; i++) expect((await guess(`otra${i}@ejemplo.test`)).code).toBe("sign_in_refused");
      expect((await enter()).code).toBe("rate_limited");
    }
  });

  test("somebody whose codes were guessed at gets in with a right one after the hour, not after a day", async () => {
    const wide = { max: 1_000, windowMs: hour };
    const server = await start({ limits: { ...signInLimits, codes: wide, pair: wide, address: wide } });
    const email = `t${crypto.randomUUID()}@ejemplo.test`;
    const person = await signUp(server, { email });
    const { secret } = await person.client.offerSecondFactor({ body: { password: goodPassword } });
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    await person.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    await asSuperuser(server, (client) =>
      client.query("update auth.second_factors set attempts = 10, attempts_since = now(), last_step = 0"),
    );
    const enter = async () => {
      const { client } = visit(server);
      expect(await codeOf(client.signIn({ body: { email, password: goodPassword } }))).toBe("second_step_needed");
      return codeOf(client.takeSecondStep({ body: { code: authenticator.generate() } }));
    };
    expect(await enter()).toBe("rate_limited");
    await setClockBack(server.database, by);
    expect(await enter()).toBe("none");
  });

  test("whoever showed who they are before is asked anew, and believed anew", async () => {
    const server = await start();
    const { client } = await signUp(server);
    const key = () =>
      codeOf(client.createApiKey({ body: { name: "Tablero", scopes: ["files:read"], expires_in_days: 1 } }));
    expect(await key()).toBe("none");
    await setClockBack(server.database, by);
    expect((await client.getProof()).proved_until).toBeNull();
    expect(await key()).toBe("proof_needed");
    const { proved_until } = await client.proveIdentity({ body: { password: goodPassword } });
    expect(Date.parse(proved_until ?? "") - Date.now()).toBeLessThanOrEqual(10 * minute);
    expect(await key()).toBe("none");
    // It holds no further than the ten minutes from then on.
    await asSuperuser(server, (superuser) =>
      superuser.query(`update auth.session set "provedAt" = now() - interval '11 minutes'`),
    );
    expect(await key()).toBe("proof_needed");
  });

  test("sessions and keys hold, and when they were last used is written down as it is now", async () => {
    const server = await start();
    const { client } = await signUp(server);
    const { key } = await client.createApiKey({
      body: { name: "Tablero", scopes: ["files:read"], expires_in_days: 1 },
    });
    const useKey = () => fetch(`${server.url}/api/files`, { headers: { authorization: `Bearer ${key}` } });
    await useKey();
    await setClockBack(server.database, by);
    expect((await useKey()).status).toBe(200);
    const [session] = (await client.listSessions()).items;
    const [held] = (await client.listApiKeys()).items;
    for (const used of [session?.last_used_at, held?.last_used_at])
      expect(Date.parse(used ?? "")).toBeLessThanOrEqual(Date.now());
  });
});

test("whoever had invited as many as they may today may again, a day further back", async () => {
  const server = await start({
    mailLimits: {
      network: { max: 1_000, windowMs: hour },
      recipient: { max: 1_000, windowMs: hour },
      link: { max: 1_000, windowMs: hour },
      person: { max: 1_000, windowMs: hour },
    },
  });
  const { client } = await signUp(server);
  const { items } = await client.listAccessProfiles();
  const invite = () =>
    codeOf(
      client.invite({
        body: {
          email: `i${crypto.randomUUID()}@ejemplo.test`,
          role: "analyst",
          access_profile_id: items[0]?.id ?? "",
        },
      }),
    );
  expect(await invite()).toBe("none");
  await asSuperuser(server, (superuser) => superuser.query("update caudal.invitations set sent_count = 1000"));
  expect(await invite()).toBe("invitation_limit");
  await setClockBack(server.database, 24 * hour);
  await client.proveIdentity({ body: { password: goodPassword } });
  expect(await invite()).toBe("none");
});
