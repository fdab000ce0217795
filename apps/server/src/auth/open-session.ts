import { APIError, type BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { deleteSessionCookie, setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

const password = z.string().min(1).max(128);
const WithSeries = z.object({ sessionSeries: z.int() });
/** Read in the same breath as the password that is held against what was given. */
const seriesOf = (user: object): number => WithSeries.parse(user).sessionSeries;

/**
 * What sign-in itself lacks: a session for somebody who showed otherwise than by a password, or by more than one, that they are who they
 * are; and a password that is checked without a session that begins. Only the server itself calls these: none of the library's own
 * addresses are served.
 */
export const openSessionPlugin = {
  id: "caudal-open-session",
  endpoints: {
    openSession: createAuthEndpoint(
      "/caudal/open-session",
      {
        method: "POST",
        body: z.object({ userId: z.uuid(), rememberMe: z.boolean(), series: z.int() }),
        metadata: { scope: "server" },
      },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        if (!user) return ctx.json(null);
        const forget = !ctx.body.rememberMe;
        const session = await internalAdapter.createSession(user.id, forget, { sessionSeries: ctx.body.series });
        await setSessionCookie(ctx, { session, user }, forget);
        return ctx.json({ token: session.token, user: { id: user.id, email: user.email, name: user.name } });
      },
    ),
    /** The cookie anew of a session that was prolonged. */
    renewCookie: createAuthEndpoint(
      "/caudal/renew-cookie",
      { method: "POST", body: z.object({ token: z.string() }), metadata: { scope: "server" } },
      async (ctx) => {
        const { authCookies, secret, sessionConfig } = ctx.context;
        const { name, attributes } = authCookies.sessionToken;
        await ctx.setSignedCookie(name, ctx.body.token, secret, { ...attributes, maxAge: sessionConfig.expiresIn });
        return ctx.json(null);
      },
    ),
    clearCookie: createAuthEndpoint(
      "/caudal/clear-cookie",
      { method: "POST", metadata: { scope: "server" } },
      async (ctx) => {
        deleteSessionCookie(ctx);
        return ctx.json(null);
      },
    ),
    /** The work is the same whether the person is known or not. */
    checkPassword: createAuthEndpoint(
      "/caudal/check-password",
      { method: "POST", body: z.object({ email: z.string(), password }), metadata: { scope: "server" } },
      async (ctx) => {
        const { internalAdapter, password: passwords } = ctx.context;
        const found = await internalAdapter.findUserByEmail(ctx.body.email.toLowerCase(), { includeAccounts: true });
        const hash = found?.accounts.find(({ providerId }) => providerId === "credential")?.password ?? null;
        const holds =
          hash === null
            ? await passwords.hash(ctx.body.password).then(() => false)
            : await passwords.verify({ hash, password: ctx.body.password });
        if (found === null || !holds) throw new APIError("UNAUTHORIZED", { code: "INVALID_EMAIL_OR_PASSWORD" });
        return ctx.json({ userId: found.user.id, hash: hash ?? "", series: seriesOf(found.user) });
      },
    ),
  },
} satisfies BetterAuthPlugin;
