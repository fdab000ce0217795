/**
 * An invitation's token while its person signs in, here or at the operator's own service. It stands in no address on the way, which servers
 * would write down, but in this window alone.
 */
const place = "caudal.invitation";

export function keepInvitation(token: string): void {
  try {
    window.sessionStorage.setItem(place, token);
  } catch {
    // A browser that keeps nothing: the link in the mail still leads here.
  }
}

export function keptInvitation(): string {
  try {
    return window.sessionStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
}
