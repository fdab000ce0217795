import type { Auth, SignedIn } from "../auth/create-auth.ts";
import type { RequestContext } from "../http/route-handler.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { authHeaders } from "./auth-headers.ts";

export type SessionCookies = {
  /** Ends the session whose cookie came with the request; gives the cookies that clear it. */
  readonly endSession: (context: RequestContext) => Promise<readonly string[]>;
  /** The new cookie takes the place of the old one in the browser: nobody could end that session any more. */
  readonly endEarlierSession: (context: RequestContext) => Promise<void>;
};

export function createSessionCookies(
  auth: Pick<Auth, "sessionOf" | "signOut">,
  sessions: Pick<SessionStore, "leave">,
  onSignOut: (sessionId: string) => void,
): SessionCookies {
  async function endSession(context: RequestContext): Promise<readonly string[]> {
    const { session } = await auth.sessionOf(context.headers);
    if (session !== null) {
      // By us: the library takes a session that it could not end for ended.
      await sessions.leave(session.userId, session.id);
      onSignOut(session.id);
    }
    return auth.signOut(authHeaders(context));
  }
  return {
    endSession,
    endEarlierSession: async (context) => {
      if (context.headers.has("cookie")) await endSession(context);
    },
  };
}

export function signedIn(person: SignedIn, context: RequestContext) {
  addCookies(context, person.cookies);
  return {
    user: { id: person.userId, email: person.email, name: person.name },
    expires_at: person.expiresAt.toISOString(),
  };
}

export function addCookies(context: RequestContext, cookies: readonly string[]): void {
  for (const cookie of cookies) context.reply.headers.append("set-cookie", cookie);
}
