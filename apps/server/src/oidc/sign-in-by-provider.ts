import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import { findOpenInvitation, isRefusal, joinByToken } from "../admin/open-invitation.ts";
import type { Auth } from "../auth/create-auth.ts";
import type { SecondFactor } from "../auth/second-factor/second-factor.ts";
import type { SecondSteps } from "../auth/second-factor/second-steps.ts";
import type { RequestContext } from "../http/route-handler.ts";
import type { Enter } from "../people/enter.ts";
import { addCookies } from "../people/session-cookies.ts";
import type { Admitted } from "./admit-person.ts";
import type { OidcService } from "./oidc-handlers.ts";
import type { Vouched } from "./provider.ts";
import { secondStepPlace } from "./return-places.ts";
import type { Errand } from "./sign-in-attempts.ts";

export type ProviderSignInPorts = {
  readonly db: Kysely<Database>;
  readonly auth: Pick<Auth, "personOf" | "seriesOf">;
  readonly factor: Pick<SecondFactor, "stateOf">;
  readonly steps: Pick<SecondSteps, "begin">;
  readonly enter: Enter;
  /** Takes back a person whom an invitation made that opens nothing any more. */
  readonly forget: (userId: string) => Promise<void>;
};

/** Signs in as whom the provider vouches for, or asks for what is still missing. Gives where to go on. */
export async function signInByProvider(
  ports: ProviderSignInPorts,
  service: OidcService,
  { vouched, errand }: { readonly vouched: Vouched; readonly errand: Pick<Errand, "next" | "invitation"> },
  context: RequestContext,
): Promise<string> {
  // Whoever holds that address here learns that somebody came with it and was not let in.
  if (vouched.email !== null) context.concerned.email = vouched.email;
  const token = errand.invitation === null ? null : Buffer.from(errand.invitation, "hex");
  const invitation = token === null ? null : await findOpenInvitation(ports.db, token);
  const admitted = await service.admit(vouched, invitation?.email ?? null, context);
  const { userId } = admitted;
  // Before it is asked whether they have a second factor.
  const series = await ports.auth.seriesOf(userId);
  const providerFactor = service.askedTwice(vouched);
  if (!providerFactor && (await ports.factor.stateOf(userId)).on) {
    // The invitation waits on its page until they are in.
    addCookies(context, [await ports.steps.begin({ userId, series, rememberMe: true, byProvider: true })]);
    return secondStepPlace(errand.next);
  }
  const into = token === null ? undefined : await join(ports, admitted, token, context);
  const how = { rememberMe: true, byProvider: true, providerFactor, ...(into === undefined ? {} : { into }) };
  await ports.enter({ userId, series, ...how }, context);
  return into === undefined ? errand.next : "/";
}

/** Makes a member of whoever was invited, by the address that they have here; gives the account. */
async function join(
  { db, auth, forget }: ProviderSignInPorts,
  { userId, made }: Admitted,
  token: Buffer,
  context: RequestContext,
): Promise<string | undefined> {
  const person = await auth.personOf(userId);
  if (person === null) return undefined;
  try {
    return (await joinByToken(db, token, { userId, ...person, locale: languageOf(context.locale) })).accountId;
  } catch (thrown) {
    if (made && isRefusal(thrown)) await forget(userId);
    throw thrown;
  }
}
