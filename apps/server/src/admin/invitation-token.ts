import { createHash, randomBytes } from "node:crypto";

/** What goes out by mail: 256 bits that nobody can guess. */
export function createInvitationToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of it: whoever reads the database cannot use an invitation. A token of 256 random bits needs no salt. */
export function hashInvitationToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The link in the mail. The token stands behind `#`, which browsers send to no server and write into no log. */
export function invitationLink(baseUrl: string, token: string): string {
  return new URL(`/invitation#${token}`, baseUrl).href;
}
