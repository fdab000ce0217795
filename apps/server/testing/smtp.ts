import { once } from "node:events";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { localhostCertificate } from "./localhost-certificate.ts";

/** A mail as a mail server took it, and as a mail program reads it. */
export type Received = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: ParsedMail;
};

export type SmtpAnswer = "accept" | "cut" | { readonly code: number };

export type TestSmtp = {
  readonly url: string;
  readonly port: number;
  /** What was received whole, whatever it was answered. */
  readonly received: Received[];
  readonly close: () => Promise<void>;
};

/** A real mail server on a free port of the loopback. `answer` decides about each mail once it is there; it may wait. */
export async function startSmtp(
  options: {
    readonly answer?: (received: Received, count: number) => SmtpAnswer | Promise<SmtpAnswer>;
    readonly server?: SMTPServerOptions;
    readonly port?: number;
  } = {},
): Promise<TestSmtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    ...localhostCertificate,
    authOptional: true,
    logger: false,
    closeTimeout: 200,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        void (async () => {
          const raw = Buffer.concat(chunks).toString("utf8");
          const { mailFrom, rcptTo } = session.envelope;
          const one: Received = {
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map((to) => to.address),
            raw,
            mail: await simpleParser(raw),
          };
          received.push(one);
          const answer = (await options.answer?.(one, received.length)) ?? "accept";
          if (answer === "accept") return done();
          if (answer === "cut") return server.connections.forEach((connection) => connection._socket.destroy());
          done(Object.assign(new Error("not now"), { responseCode: answer.code }));
        })();
      });
    },
    ...options.server,
  });
  server.on("error", () => undefined);
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  const secure = options.server?.secure === true;
  return {
    url: `${secure ? "smtps" : "smtp"}://localhost:${address.port}`,
    port: address.port,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
