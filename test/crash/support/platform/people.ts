import { setTimeout as delay } from "node:timers/promises";
import { createSeededRandom } from "../seeded-random.ts";
import { createAsker, type Asker } from "./asker.ts";
import type { Stage } from "./stage.ts";

export const peoplesPassword = "mañana llueve en Quito";

/** Signs up four people, two of each account, so that files can be shared within it. */
export async function gatherPeople(stage: Stage, seed: number): Promise<readonly Asker[]> {
  const askers: Asker[] = [];
  for (let index = 0; index < 4; index += 1) {
    const signedUp = await signUp(stage, `Persona ${index}`);
    askers.push(createAsker(signedUp, stage.addresses, createSeededRandom(seed * 10 + index)));
  }
  await joinInPairs(stage, askers);
  return askers;
}

/** The person before or after, of the same account. */
export function colleagueOf<T>(people: readonly T[], index: number): T {
  return people[index % 2 === 0 ? index + 1 : index - 1] as T;
}

async function signUp(stage: Stage, name: string): Promise<{ readonly userId: string; readonly cookie: string }> {
  for (let times = 0; ; times += 1) {
    const response = await fetch(`${stage.addresses()[0]}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", "caudal-founder-token": stage.founderToken },
      body: JSON.stringify({ name, email: `p${crypto.randomUUID()}@ejemplo.test`, password: peoplesPassword }),
    }).catch(() => null);
    if (response?.ok === true) {
      const { user } = (await response.json()) as { user: { id: string } };
      const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
      return { userId: user.id, cookie: cookie.join("; ") };
    }
    if (times === 20) throw new Error(`sign-up: ${response?.status} ${await response?.text()}`);
    await delay(200);
  }
}

/** Every second person leaves the account of their own for the one of the person before: as an invitation would, without its mail. */
async function joinInPairs(stage: Stage, askers: readonly Asker[]): Promise<void> {
  for (let index = 1; index < askers.length; index += 2) {
    const [owner, guest] = [askers[index - 1]?.userId, askers[index]?.userId];
    await stage.change(
      `insert into caudal.members (account_id, user_id, role, access_profile_id)
         select m.account_id, $2, 'analyst', m.access_profile_id from caudal.members m where m.user_id = $1`,
      [owner, guest],
    );
    await stage.change(
      `delete from caudal.members where user_id = $1 and account_id not in (select account_id from caudal.members where user_id = $2)`,
      [guest, owner],
    );
  }
}
