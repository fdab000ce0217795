import { Fault } from "@caudal/base/fault.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { mailedLinkRoutes } from "@caudal/contract/routes/mailed-links.ts";
import { takeLinkAttempt, takeMail, takePersonAttempt, type MailLimits } from "../auth/limit-mails.ts";
import { countWrong, type AttemptCounts } from "../auth/attempt-counts.ts";
import { takeSignIn, type SignInLimits } from "../auth/limit-attempts.ts";
import type { KnownDevices } from "../auth/known-devices.ts";
import { checkPasswordsOn } from "../auth/password-use.ts";
import type { Prover } from "../auth/prove-person.ts";
import type { HandlersOf, RequestContext } from "../http/route-handler.ts";
import type { MailSender } from "../mail/mail-sender.ts";
import type { Enter } from "../people/enter.ts";
import { askToChangeEmail, askToVerifyEmail, confirmEmail, emailOf, keepEmail } from "./email-address.ts";
import type { MailedLinks } from "./mailed-links.ts";
import { askToResetPassword, changePassword, resetPassword } from "./passwords.ts";
import { confirmSignUp, lookUpSignUp } from "./sign-up-by-mail.ts";

export type MailedLinkPorts = {
  readonly prover: Prover;
  readonly mailed: MailedLinks;
  readonly delivery: MailSender["delivery"];
  readonly counts: AttemptCounts;
  readonly devices: Pick<KnownDevices, "ofEmail">;
  readonly limits: SignInLimits;
  readonly mailLimits: MailLimits;
  readonly maySignUp: (headers: Headers) => boolean;
  readonly enter: Enter;
  /** A session has ended: so do its live events. */
  readonly onSignOut: (sessionId: string) => void;
};

export function mailedLinkHandlers(ports: MailedLinkPorts): HandlersOf<typeof mailedLinkRoutes> {
  const { mailed, counts, mailLimits: limits } = ports;
  const sent = { delivery: ports.delivery };
  /** What a mailed link does; only a token that opens nothing counts. */
  const following = async <T>(context: RequestContext, work: () => Promise<T>): Promise<T> =>
    countWrong(await takeLinkAttempt(counts, limits, context.clientAddress), "link_invalid", work);
  const end = (sessions: readonly string[]): void => sessions.forEach(ports.onSignOut);

  return {
    lookUpSignUp: async ({ body, context }) => {
      checkPasswordsOn(mailed);
      if (!ports.maySignUp(context.headers)) throw new Fault("sign_up_closed");
      return following(context, () => lookUpSignUp(mailed, body.token));
    },

    confirmSignUp: async ({ body, context }) => {
      checkPasswordsOn(mailed);
      if (!ports.maySignUp(context.headers)) throw new Fault("sign_up_closed");
      const { userId, locale } = await following(context, async () => {
        const { email } = await lookUpSignUp(mailed, body.token);
        context.concerned.email = email;
        // Guesses, as at sign-in, and together with those: whoever has the mail has not the password.
        const trier = { address: context.clientAddress, device: null };
        const { succeeded } = await takeSignIn(counts, ports.limits, trier, email);
        return countWrong(succeeded, "sign_up_password_wrong", () => confirmSignUp(mailed, body));
      });
      return ports.enter({ userId, series: 0, rememberMe: true, locale }, context);
    },

    requestPasswordReset: async ({ body, context }) => {
      checkPasswordsOn(mailed);
      context.concerned.email = body.email;
      const device = await ports.devices.ofEmail(context.headers, body.email);
      await takeMail(counts, limits, { address: context.clientAddress, device }, body.email);
      const locale = body.locale ?? languageOf(context.locale);
      await askToResetPassword(mailed, { email: body.email, locale });
      return sent;
    },

    resetPassword: async ({ body, context }) => {
      checkPasswordsOn(mailed);
      const { sessions, ended } = await following(context, () =>
        resetPassword(mailed, { ...body, locale: languageOf(context.locale) }),
      );
      end(sessions);
      return { ended };
    },

    confirmEmail: async ({ body, context }) => ({
      email: await following(context, () => confirmEmail(mailed, body.token)),
    }),

    keepEmail: async ({ body, context }) => {
      // Also where passwords are off: what it ends has to end.
      const { resetToken, sessions, ended } = await following(context, () =>
        keepEmail(mailed, { token: body.token, locale: languageOf(context.locale) }),
      );
      end(sessions);
      return { reset_token: resetToken, ended };
    },

    changePassword: async ({ body, person, context }) => {
      checkPasswordsOn(mailed);
      await ports.prover.requireSecondStep(person);
      const { userId } = person.scope;
      const succeeded = await takePersonAttempt(counts, limits, userId);
      const change = { userId, sessionId: person.credential.id, old: body.password, new: body.new_password };
      const ended = await countWrong(succeeded, "password_wrong", () =>
        changePassword(mailed, { ...change, locale: languageOf(context.locale) }),
      );
      end(ended);
    },

    changeEmail: async ({ body, person, context }) => {
      checkPasswordsOn(mailed);
      await ports.prover.requireSecondStep(person);
      const { userId } = person.scope;
      const succeeded = await takePersonAttempt(counts, limits, userId);
      const change = { userId, password: body.password, email: body.email, locale: languageOf(context.locale) };
      await countWrong(succeeded, "password_wrong", () =>
        askToChangeEmail(mailed, change, async () => {
          await succeeded();
          await takeMail(counts, limits, { address: context.clientAddress, device: null }, body.email);
        }),
      );
      return sent;
    },

    verifyEmail: async ({ person, context }) => {
      const { userId } = person.scope;
      const email = await emailOf(mailed.auth, userId);
      const device = await ports.devices.ofEmail(context.headers, email);
      await takeMail(counts, limits, { address: context.clientAddress, device }, email);
      await askToVerifyEmail(mailed, { userId, locale: languageOf(context.locale) });
      return sent;
    },
  };
}
