import { clientAddressHeader } from "../auth/create-auth.ts";
import type { RequestContext } from "../http/route-handler.ts";

/** What sign-in needs of a request: its cookie, its program, and its address as this server saw it. */
export function authHeaders({ headers, clientAddress }: RequestContext): Headers {
  const passed = new Headers({ [clientAddressHeader]: clientAddress });
  for (const name of ["cookie", "user-agent"]) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  return passed;
}
