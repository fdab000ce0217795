import { addressOf, ProblemError } from "@caudal/contract/client/client.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asks, notDoneHere, withFactor, type WritingOperation } from "../../testing/races/asks.ts";
import { learnPassword, openScene, type Scene } from "../../testing/races/scene.ts";
import { createSeededRandom } from "@caudal/test/crash/support/seeded-random.ts";
import { uploadAsks, type UploadAsk } from "../../testing/races/upload-asks.ts";
import { operator, startTestServer, type TestServer } from "../../testing/test-server.ts";

const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? "20261128");
/** How often each operation meets each event. */
const rounds = Number(process.env["CAUDAL_TEST_ROUNDS"] ?? "1");
const many = { max: 1_000_000, windowMs: 3_600_000 };

let server: TestServer;
let givePassword: (userId: string) => Promise<void>;
beforeAll(async () => {
  const mailLimits = { network: many, recipient: many, link: many, person: many };
  const limits = { pair: many, address: many, email: many, device: many, signUp: many, codes: many, deviceCodes: many };
  server = await startTestServer({ uploads: true, limits, mailLimits });
  givePassword = await learnPassword(server);
});
afterAll(() => server.close());

/** What befalls whoever asks, or what they ask about, while they ask. */
const events = {
  "the role lowered": ({ owner, actor }) =>
    owner.client.updateMember({ params: { id: actor.userId }, body: { role: "viewer" } }),
  "the member removed": ({ owner, actor }) => owner.client.removeMember({ params: { id: actor.userId } }),
  "what is asked about gone": ({ takeAway }) => Promise.allSettled(takeAway.map((take) => take())),
  "the session ended": ({ actor }) => actor.client.signOut(),
  "every session ended": ({ owner, actor }) => owner.client.endMemberSessions({ params: { id: actor.userId } }),
  "the person erased": ({ twin }) => twin.client.eraseMe({ body: { word: "BORRAR" } }),
} satisfies Record<string, (scene: Scene) => Promise<unknown>>;
type Event = keyof typeof events;

type Answer = { readonly operation: string; readonly status: number; readonly what: string };

/** `cut`: whoever may not go on with an upload has their connection closed. */
async function answerOf(operation: string, send: () => Promise<Response>): Promise<Answer> {
  const response = await send();
  const text = await response.text();
  if (response.status < 400) return { operation, status: response.status, what: "" };
  const media = response.headers.get("content-type") ?? "";
  const problem = media.startsWith("application/problem+json") ? Problem.safeParse(JSON.parse(text)) : null;
  return {
    operation,
    status: response.status,
    what: problem?.success === true ? problem.data.code : `no problem: ${text}`,
  };
}

type Sender = { readonly operation: string; readonly send: () => Promise<Response> };

async function prepare(operation: WritingOperation, scene: Scene): Promise<Sender> {
  const route: RouteDefinition = routes[operation];
  const next = await asks[operation](scene);
  const send = async (): Promise<Response> => {
    const input = await next();
    return scene.actor.fetch(addressOf(route, input), {
      method: route.method.toUpperCase(),
      headers: {
        ...(route.access === "operator" ? operator : {}),
        ...(input.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
  };
  return { operation, send };
}

/** Asks until the event is over, two requests at a time. */
async function race(senders: readonly Sender[], event: () => Promise<unknown>, at: number): Promise<readonly Answer[]> {
  let over = false;
  const answers: Answer[] = [];
  const keepAsking = async ({ operation, send }: Sender): Promise<void> => {
    for (let times = 0; times < 1 || (!over && times < 8); times += 1) answers.push(await answerOf(operation, send));
  };
  const asking = senders.flatMap((sender) => [sender, sender]);
  const happening = async (): Promise<void> => {
    try {
      await event();
    } catch (thrown) {
      // What is asked may have come first, and left nothing for this to do.
      if (!(thrown instanceof ProblemError)) throw thrown;
    } finally {
      over = true;
    }
  };
  const all = asking.map((sender) => () => keepAsking(sender));
  all.splice(Math.floor(at * (all.length + 1)), 0, happening);
  await Promise.all(all.map((begin) => begin()));
  return answers;
}

type Raced = WritingOperation | UploadAsk;
const everything: readonly Raced[] = [...(Object.keys(asks) as WritingOperation[]), ...uploadAsks];
const needsFactor = (each: Raced): boolean => typeof each === "string" && withFactor.includes(each);
/** Asked in one scene at the same time. */
const together = 4;
const inParts = (all: readonly Raced[], size: number): readonly (readonly Raced[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
const done = new Set<string>();

describe(`every operation that writes (seed ${seed})`, () => {
  test("stands in the table", () => {
    const writing = (Object.keys(routes) as OperationId[]).filter((id) => routes[id].method !== "get");
    expect(Object.keys(asks).toSorted()).toEqual(writing.toSorted());
  });

  test.each(Object.keys(events) as Event[])(
    "answers, and never with a failure of ours, while it meets: %s",
    async (event) => {
      const random = createSeededRandom(seed + Object.keys(events).indexOf(event));
      const scenes = Array.from({ length: rounds }, () => shuffled(everything, random)).flatMap((all) => {
        const parts = Map.groupBy(all, needsFactor);
        return [false, true].flatMap((factor) =>
          inParts(parts.get(factor) ?? [], factor ? 1 : together).map((operations) => ({ operations, factor })),
        );
      });
      const answers: Answer[] = [];
      const raceOne = async ({ operations, factor }: (typeof scenes)[number], at: number): Promise<void> => {
        const scene = await openScene(server, givePassword, { factor });
        const senders: Sender[] = [];
        for (const each of operations)
          senders.push(typeof each === "string" ? await prepare(each, scene) : await each(scene));
        answers.push(...(await race(senders, () => events[event](scene), at)));
      };
      const queue = scenes.map((each) => ({ each, at: random() }));
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await raceOne(next.each, next.at);
      };
      await Promise.all([work(), work(), work()]);
      for (const { operation, status } of answers) if (status < 400) done.add(operation);
      const ours = answers.filter(
        ({ status, what }) => (status >= 500 && status !== 503) || what.startsWith("no problem"),
      );
      expect(
        tally(ours),
        server.lines
          .filter((line) => line.includes('"request failed"'))
          .slice(-3)
          .join("\n"),
      ).toEqual({});
      expect(answers.length).toBeGreaterThan(everything.length * rounds);
    },
  );

  test("does what it is for where nothing is in its way", async () => {
    const left = (Object.keys(asks) as WritingOperation[]).filter((id) => !done.has(id) && !notDoneHere.includes(id));
    const refused: Answer[] = [];
    for (const operation of left) {
      const scene = await openScene(server, givePassword, { factor: needsFactor(operation) });
      const answer = await answerOf(operation, (await prepare(operation, scene)).send);
      if (answer.status >= 400) refused.push(answer);
    }
    expect(tally(refused)).toEqual({});
  });
});

function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, status, what } of answers) {
    const key = `${operation} ${status} ${what}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  const left = [...all];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(Math.floor(random() * left.length), 1));
  return out;
}
