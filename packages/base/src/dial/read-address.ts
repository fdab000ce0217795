import { isIP } from "node:net";
import { Fault } from "../fault.ts";

/** Where an address of the web leads: `host` is a name or an address without brackets, as resolvers and sockets take it. */
export type WebAddress = { readonly url: URL; readonly host: string; readonly port: number };

export type WebProtocol = "http:" | "https:";

/**
 * An address as a person gave it, read as browsers read it: numbers in octal, hexadecimal or one piece, full-width letters and percent signs
 * come out as what they mean, before anything is decided.
 *
 * @throws Fault `dial_address_invalid` for what is no such address, or carries a user and a password, which do not belong in one.
 */
export function readWebAddress(text: string, protocols: readonly WebProtocol[]): WebAddress {
  const url = URL.parse(text);
  const refuse = (reason: string) => new Fault("dial_address_invalid", { params: { reason } });
  if (url === null) throw refuse("form");
  if (!protocols.some((protocol) => protocol === url.protocol)) throw refuse("protocol");
  if (url.username !== "" || url.password !== "") throw refuse("credentials");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!isHost(host)) throw refuse("host");
  return { url, host, port: url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port) };
}

/** An address, or a name whose labels (RFC 1035) are neither empty nor too long. A last dot, which says that the name is whole, may stand. */
export function isHost(host: string): boolean {
  if (isIP(host) !== 0) return !host.includes("%");
  const name = host.endsWith(".") ? host.slice(0, -1) : host;
  const labels = name.split(".");
  // A last label of digits only would be an address in some spelling, which the URL parser has turned into one already.
  return (
    name.length <= 253 &&
    labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !/^(\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? "")
  );
}
