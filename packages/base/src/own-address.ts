/**
 * The address by which a browser on this machine reaches a server that listens there: the one that a start prints, and with which mailed
 * links begin where no other is set. They are one name, because a browser keeps cookies by the name: whoever came in under the one would be
 * a stranger under the other.
 */
export function ownAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${shownHost(host)}:${port}`;
}

function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
