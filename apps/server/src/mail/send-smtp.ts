import { Fault } from "@caudal/base/fault.ts";
import { createTransport } from "nodemailer";
import type { MailSender } from "./mail-sender.ts";

export type SmtpSettings = {
  /** `smtps://user:password@host:465`, or `smtp://host:587`, which is made secure by STARTTLS. */
  readonly url: string;
  /** Certificates to trust besides the machine's; for tests. */
  readonly ca?: string;
};

const second = 1000;

/**
 * Mails by a mail server. The connection is encrypted and the server's certificate checked, always: with `smtp://` a server that offers no
 * STARTTLS gets nothing, unless the address says `?tls=off`, which is for one on the same machine or in front of a tunnel, and never sends
 * a password.
 *
 * @throws Fault config_invalid for an address with a password and without encryption.
 */
export function createSmtpSender({ url, ca }: SmtpSettings): MailSender {
  const address = new URL(url);
  const secure = address.protocol === "smtps:";
  const open = !secure && address.searchParams.get("tls") === "off";
  if (open && address.username !== "")
    throw new Fault("config_invalid", { params: { problems: "CAUDAL_SMTP_URL: tls=off + password" } });
  const transport = createTransport({
    host: address.hostname.replace(/^\[|\]$/g, ""),
    port: Number(address.port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !open,
    ignoreTLS: open,
    ...(address.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) } }),
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: 10 * second,
    greetingTimeout: 10 * second,
    socketTimeout: 30 * second,
    logger: false,
  });
  return {
    delivery: "smtp",
    repeatable: false,
    send: async (message) => {
      try {
        await transport.sendMail(message);
      } catch (error) {
        throw mailFault(error);
      }
    },
  };
}

/**
 * What a failed sending means. Only a server's word on this message or its recipient is final (a code of 5xx); who refuses us, our password
 * or our certificate may be set right, and everything else passes. The server's own words stay in the cause: they may repeat addresses.
 */
export function mailFault(error: unknown): Fault {
  const { code, status } = read(error);
  const ofMessage = code === "EENVELOPE" || code === "EMESSAGE";
  if (ofMessage && status >= 500) return new Fault("mail_refused", { params: { status }, cause: error });
  const params = { reason: status > 0 ? `${code} ${status}` : code };
  if (code === "EAUTH" || code === "ETLS")
    return new Fault("mail_server_refuses", { persistence: "transient", params, cause: error });
  return new Fault("mail_server_away", { persistence: "transient", params, cause: error });
}

function read(error: unknown): { readonly code: string; readonly status: number } {
  if (!(error instanceof Error)) return { code: "", status: 0 };
  return {
    code: "code" in error && typeof error.code === "string" ? error.code : "",
    status: "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0,
  };
}
