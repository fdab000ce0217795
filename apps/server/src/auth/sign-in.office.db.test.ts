import { expect, onTestFinished, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit } from "../../testing/test-server.ts";

const window = { max: 1000, windowMs: 60_000 };

async function startGuarded() {
  const server = await startTestServer({
    limits: { pair: window, address: { max: 4, windowMs: 60_000 }, email: window, signUp: window, codes: window },
  });
  onTestFinished(server.close);
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  await signUp(server, { email });
  const attempt = async (who: string, password: string): Promise<string> => {
    const answer = await visit(server)
      .client.signIn({ body: { email: who, password } })
      .catch((error: unknown) => error);
    return answer instanceof Error && "problem" in answer ? (answer.problem as { code: string }).code : "in";
  };
  return { email, attempt };
}

test("people behind one address sign in more often than they may guess", async () => {
  const { email, attempt } = await startGuarded();
  for (let i = 0; i < 6; i++) expect(await attempt(email, goodPassword)).toBe("in");
});

test("who signs in as themselves between guesses is stopped all the same, themselves included", async () => {
  const { email, attempt } = await startGuarded();
  for (let i = 0; i < 4; i++) {
    expect(await attempt(`victima${i}@ejemplo.test`, "adivinando sin parar")).toBe("sign_in_refused");
    if (i < 3) expect(await attempt(email, goodPassword)).toBe("in");
  }
  expect(await attempt("otra@ejemplo.test", "adivinando sin parar")).toBe("rate_limited");
  expect(await attempt(email, goodPassword)).toBe("rate_limited");
});
