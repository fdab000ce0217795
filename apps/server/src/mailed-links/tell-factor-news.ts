import type { TellFactorNews } from "../auth/second-factor/second-factor.ts";
import { elsewhereOf } from "../oidc/linked-person.ts";
import type { MailedLinks } from "./mailed-links.ts";
import { issueLink, keepEmailDays } from "./one-time-links.ts";

/**
 * Tells a person what became of their second factor. That it was turned on comes with a link that takes the account back: whoever knew the
 * password and turned it on keeps the person out, also after a reset of the password.
 */
export function createTellFactorNews(
  ports: Pick<MailedLinks, "enqueueMail" | "links" | "passwordsOn" | "service">,
): TellFactorNews {
  const { enqueueMail, links } = ports;
  return async (on, { userId, locale }, news) => {
    const person = await on.selectFrom("user").select(["name", "email"]).where("id", "=", userId).executeTakeFirst();
    if (person === undefined) return;
    const { name, email } = person;
    const to = { to: email, locale, userId } as const;
    const told = { name, at: new Date().toISOString(), elsewhere: await elsewhereOf(on, ports, userId) };
    if (news.key === "factor.on") {
      const link = links.keepEmail(await issueLink(on, "keep_email", { user_id: userId, email }));
      await enqueueMail(on, { ...to, key: news.key, params: { ...told, link, days: keepEmailDays } });
    } else if (news.key === "code.used") {
      const params = { ...told, left: news.left, reset_link: links.forgot() };
      await enqueueMail(on, { ...to, key: news.key, params });
    } else {
      await enqueueMail(on, { ...to, key: news.key, params: { ...told, reset_link: links.forgot() } });
    }
  };
}
