import type { RateState } from "./rate-limiter.ts";

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers: what is allowed (`RateLimit-Policy: "person";q=1800;w=60`) and what is left
 * (`RateLimit: "person";r=1799;t=1`), a list item for each limit that the request counted against.
 */
export function rateHeaders(states: readonly RateState[]): Readonly<Record<string, string>> {
  if (states.length === 0) return {};
  return {
    "ratelimit-policy": states
      .map(({ limit }) => `"${limit.name}";q=${limit.max};w=${Math.ceil(limit.windowMs / 1000)}`)
      .join(", "),
    ratelimit: states.map(({ limit, remaining, reset }) => `"${limit.name}";r=${remaining};t=${reset}`).join(", "),
  };
}
