import type { IncomingHttpHeaders } from "node:http";
import { Fault } from "@caudal/base/fault.ts";

/** Extensions of tus that are not offered here, by the headers that ask for them, and a length that is told once. */
const unheard: Readonly<Record<string, readonly string[]>> = {
  POST: ["upload-defer-length", "upload-concat"],
  PATCH: ["upload-length"],
};
const needed: Readonly<Record<string, readonly string[]>> = {
  POST: ["upload-metadata"],
  PATCH: ["upload-offset", "content-type"],
};
/** The methods of an upload's address, and of the address where uploads are announced. */
export const uploadMethods = { upload: ["HEAD", "PATCH", "DELETE", "OPTIONS"], all: ["POST", "OPTIONS"] } as const;

/**
 * Refuses what tus itself would answer as if the fault were ours (501) or a matter of rights (403), and first bytes that are more than
 * the upload they come with: before anything is made of it.
 *
 * @throws Fault `invalid_fields` with the headers' names, `upload_longer_than_declared`.
 */
export function refuseHeaders(method: string, headers: IncomingHttpHeaders): void {
  // Without the version tus refuses by a status of its own.
  if (headers["tus-resumable"] === undefined) return;
  const wrong = [
    ...(unheard[method] ?? []).filter((name) => headers[name] !== undefined),
    ...(needed[method] ?? []).filter((name) => headers[name] === undefined),
  ];
  if (wrong.length > 0) throw new Fault("invalid_fields", { params: { fields: wrong.join(", ") } });
  const declared = headers["upload-length"];
  if (method !== "POST" || typeof declared !== "string" || !/^\d{1,15}$/.test(declared)) return;
  if (Number(headers["content-length"] ?? 0) > Number(declared)) throw longerThan(Number(declared));
}

/** More bytes than an upload announced, which is this many. */
export function longerThan(declared: number): Fault {
  return new Fault("upload_longer_than_declared", { params: { declared } });
}
