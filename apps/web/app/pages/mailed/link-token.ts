import { useState } from "react";

/**
 * The token behind `#token=` of a mailed link. It stands there so that no server, log or next page learns it; once read it goes from the
 * address bar, and with it from the browser's history.
 */
export function useLinkToken(): string {
  const [token] = useState(() => {
    const found = new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";
    if (found !== "") window.history.replaceState(window.history.state, "", window.location.pathname);
    return found;
  });
  return token;
}
