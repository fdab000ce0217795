import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { createDialer } from "@caudal/base/dial/dialer.ts";
import type { Resolve } from "@caudal/base/dial/pin-peer.ts";
import { toFault, type Fault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import { dialPolicyOf } from "../dial-policy.ts";

/**
 * Tells the operator at the start, and not people when they sign in, that the company's service stands where this server may not call, and
 * which entry of CAUDAL_DIAL_ALLOW opens it. A name that nobody answers for may be answered for in a moment, and is no reason to speak.
 */
export async function tellClosedIssuer(
  issuer: string,
  settings: Parameters<typeof dialPolicyOf>[0],
  log: Pick<Log, "error">,
  resolve?: Resolve,
): Promise<void> {
  const refusalWith = async (dialAllow: typeof settings.dialAllow): Promise<Fault | null> => {
    const policy = () => dialPolicyOf({ ...settings, dialAllow });
    const dialer = createDialer({ policy, ...(resolve === undefined ? {} : { resolve }) });
    try {
      await dialer.check(issuer, { protocols: ["https:", "http:"] });
      return null;
    } catch (thrown) {
      const fault = toFault(thrown);
      return fault.code === "dial_refused" ? fault : null;
    }
  };
  const refused = await refusalWith(settings.dialAllow);
  if (refused === null) return;
  const { verdict } = refused.params;
  const host = String(refused.params["host"]);
  const entry = `${host.includes(":") ? `[${host}]` : host}:${String(refused.params["port"])}`;
  const opens = (await refusalWith([...settings.dialAllow, ...(parseAllowList(entry) ?? [])])) === null;
  if (opens)
    log.error(
      { issuer, verdict, add: entry },
      "nobody can sign in by the company's service: CAUDAL_DIAL_ALLOW lacks it",
    );
  else
    log.error(
      { issuer, verdict },
      "nobody can sign in by the company's service: no entry opens where it is said to be",
    );
}
