import type { z } from "zod";
import type { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import type { MemberRole } from "@caudal/contract/access/roles.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import type { OperationId, Routes } from "@caudal/contract/routes/routes.ts";
import type { PersonScope, Scope } from "@caudal/db/scope.ts";

/** By what a request shows who asks: a session that began with signing in, or an API key. */
export type Credential = SessionCredential | KeyCredential;
export type SessionCredential = {
  readonly kind: "session";
  readonly id: string;
  /** The address by which sign-in knows its person. */
  readonly email: string;
  readonly emailConfirmed: boolean;
  /** Until when it counts as recent that its person showed, by password or code, that it is they; null where it does no more. */
  readonly provedUntil: Date | null;
};
export type KeyCredential = {
  readonly kind: "key";
  readonly id: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date;
};

/** As whom somebody who manages looks at the account, and what they are themselves. */
export type Viewing = {
  readonly userId: string;
  readonly name: string;
  readonly endsAt: Date;
  readonly ownRole: MemberRole;
};

/** Who asks, and by what it is known. In a view, scope and role are those of the member who is looked as. */
export type Person = {
  readonly credential: Credential;
  readonly scope: Scope;
  readonly role: MemberRole;
  /** The language that they chose themselves. */
  readonly locale: Locale;
  readonly viewing?: Viewing;
  /** The account asks for a second factor that they have not shown to have: only what gives them one is open. */
  readonly factorMissing?: true;
};
/** Who asks where no API key will do. */
export type SignedInPerson = Person & { readonly credential: SessionCredential };

/** What a handler may know of its request, and add to the answer. */
export type RequestContext = {
  readonly requestId: string;
  /** How the answer is to be told: its language, and the region whose figures are read. */
  readonly locale: LanguageTag;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly clientAddress: string;
  /** Headers and status that the answer gets besides what its route says. */
  readonly reply: { status?: number; readonly headers: Headers };
  /** Whom a refusal of this request is about where nobody is signed in: what the handler learns of that, for the record of security. */
  readonly concerned: { userId?: string; email?: string };
};

/** Somebody signed in who belongs to no account any more. */
export type Outsider = {
  readonly outside: true;
  readonly credential: SessionCredential;
  readonly scope: PersonScope;
};

type Output<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? { readonly [P in K]: z.output<S> }
  : unknown;
type WithPerson<R> = R extends { readonly access: "member"; readonly keys: infer K }
  ? {
      readonly person: R extends { readonly outsiders: true }
        ? SignedInPerson | Outsider
        : K extends "never"
          ? SignedInPerson
          : Person;
    }
  : unknown;

export type HandlerInput<R> = { readonly context: RequestContext } & Output<R, "params"> &
  Output<R, "query"> &
  Output<R, "body"> &
  WithPerson<R>;

export type HandlerResult<R> = R extends {
  readonly answer: { readonly kind: "json"; readonly schema: infer S extends z.ZodType };
}
  ? z.output<S>
  : R extends { readonly answer: { readonly kind: "empty" } }
    ? undefined
    : Response;

/** What answers one operation: the route has checked who asks and that everything has its form. */
export type Handler<R> = (input: HandlerInput<R>) => Promise<HandlerResult<R>>;

/** One handler per operation of the contract, no more and no less. */
export type Handlers = { readonly [K in OperationId]: Handler<Routes[K]> };
/** The handlers of one area. */
export type HandlersOf<T extends Record<string, RouteDefinition>> = { readonly [K in keyof T]: Handler<T[K]> };
