import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailKeys, mailLifetimes, type Elsewhere, type MailKey, type MailParams } from "./mail.ts";
import { renderMail } from "./render-mail.ts";

const link = "https://caudal.ejemplo/reset#token=abc&x=1";

const at = "2026-11-27T20:15:00.000Z";
const ended = { sessions: 2, api_keys: 1, webhooks: 1, links: 3, shares: 1, invitations: 1, second_factor: true };

function samples(name: string, elsewhere?: Elsewhere): MailParams {
  return {
    "sign_up.confirm": { link },
    "sign_up.known": { name, sign_in_link: link, reset_link: link, elsewhere },
    "email.verify": { link },
    "password.reset": { name, link },
    "password.unknown": { sign_up_link: link },
    "password.elsewhere": { name, service: name, sign_in_link: link },
    "password.changed": { name, at, reset_link: link, ended },
    "email.confirm": { link },
    "email.taken": { name, sign_in_link: link },
    "email.notice": { name, new_email: name, link, days: 7 },
    "email.taken_back": { name, reset_link: link, ended, elsewhere },
    "key.made": { name, key: name, account: name, at, reset_link: link, elsewhere },
    "factor.on": { name, at, link, days: 7, elsewhere },
    "factor.off": { name, at, reset_link: link, elsewhere },
    "factor.removed": { name, at, sign_in_link: link, elsewhere },
    "codes.renewed": { name, at, reset_link: link, elsewhere },
    "code.used": { name, at, left: 9, reset_link: link, elsewhere },
    invitation: { inviter: name, account: name, role: "analyst", link, expires_at: "2026-11-27T20:15:00.000Z" },
    share: { from: name, account: name, file_name: name, link, expires_at: null },
    "membership.ended": { name, account: name, files: 2, ends_at: "2026-11-27T20:15:00.000Z", link },
    "factor.required": { name, account: name, link },
    "access.ended": { name, by: name, account: name, sessions: 2, keys: [name, name], shared: 1, link },
    "membership.removed": { name, account: name, files: 1, link },
    notice: { title: name, message: name, link, settings_link: link },
  };
}

describe.each(["es", "en"] as const)("every mail, in %s,", (locale) => {
  test.each(mailKeys)("%s has a subject, a text with its link, and the same as HTML", (key) => {
    const mail = renderMail(locale, key, samples("Ana")[key]);
    expect(mail.subject).toMatch(/^\S.{5,}\S$/);
    expect(mail.text).toContain(link);
    expect(mail.html).toContain(link.replace("&", "&amp;"));
    expect(mail.html).toContain(`<html lang="${locale}">`);
    expect(mailLifetimes[key]).toBeGreaterThan(0);
  });

  test.each(mailKeys)("%s takes no name for markup, a header or a paragraph of ours", (key) => {
    const hostile = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            "\r\nBcc: otra@ejemplo.test\r\n\r\n",
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</title>",
            "\u2028",
            "\u2029",
            "\u0085",
            "\0",
            "{name}",
            "&lt;",
            "=HYPERLINK(1)",
            "\ud800",
          ),
          fc.string({ maxLength: 5, unit: "binary" }),
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join("").slice(0, 250));
    // With the service too: who signs in by it has mails of other words.
    const there = (name: string) => samples(name, { service: name, security_link: link });
    const tags = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];
    fc.assert(
      fc.property(hostile, fc.constantFrom(samples, there), (name, params) => {
        const plain = renderMail(locale, key, params("Ana")[key]);
        const mail = renderMail(locale, key, params(name)[key]);
        expect(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(mail.subject), "a subject is one line").toBe(false);
        expect([...mail.subject].length).toBeLessThanOrEqual(150);
        expect(tags(mail.html)).toEqual(tags(plain.html));
        expect(mail.text.split("\n\n").length).toBeLessThanOrEqual(plain.text.split("\n\n").length);
        expect(mail.text.isWellFormed() && mail.html.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(["es", "en"] as const)("to whoever has no password, in %s,", (locale) => {
  const elsewhere = { service: "La empresa", security_link: `${link}&seguridad` };
  const wordsOf = (key: MailKey, params: MailParams): string =>
    Object.values(renderMail(locale, key, params[key])).join();
  const told = mailKeys.filter((key) => "elsewhere" in samples("Ana")[key]);

  test.each(told)("%s speaks of none, and names the service; to everybody else it speaks of theirs", (key) => {
    expect(wordsOf(key, samples("Ana", elsewhere))).not.toMatch(/contraseñ|password/i);
    expect(wordsOf(key, samples("Ana", elsewhere))).toContain("La empresa");
    expect(wordsOf(key, samples("Ana"))).toMatch(/contraseñ|password/i);
  });

  test.each(told)("%s reads as before where it was written before the service was told", (key) => {
    const { elsewhere: _, ...older } = { elsewhere: undefined, ...samples("Ana")[key] };
    expect(renderMail(locale, key, older)).toEqual(renderMail(locale, key, samples("Ana")[key]));
  });

  test("password.unknown that was written before closed sign-up was told reads as where it is open", () => {
    const older = renderMail(locale, "password.unknown", { sign_up_link: link });
    expect(older).toEqual(renderMail(locale, "password.unknown", { sign_up_link: link, sign_up_closed: false }));
    const closed = renderMail(locale, "password.unknown", { sign_up_link: link, sign_up_closed: true });
    expect(closed.text).not.toMatch(/crea una cuenta|create an account/);
  });

  test("those are all but what is told of the password itself, and what only who has one gets", () => {
    const others = mailKeys.filter(
      (key) => !told.includes(key) && /contraseñ|password/i.test(wordsOf(key, samples("Ana"))),
    );
    expect(others).toEqual([
      "sign_up.confirm",
      "password.reset",
      "password.unknown",
      "password.elsewhere",
      "password.changed",
      "email.notice",
    ]);
  });
});

describe.each(["es", "en"] as const)("a name that is bait, in %s,", (locale) => {
  const bait = "Su cuenta vence hoy: https://evil.example/x www.evil.example evil.example ayuda@evil.example";

  test.each(["sign_up.confirm", "email.verify", "email.confirm"] as const)(
    "does not stand in %s, which goes to an address that nobody confirmed",
    (key) => {
      const mail = renderMail(locale, key, { name: bait, link });
      expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/vence|evil/);
    },
  );

  test.each(mailKeys.filter((key) => !["notice", "share", "email.notice", "password.elsewhere"].includes(key)))(
    "is no link in %s",
    (key) => {
      const mail = renderMail(locale, key, samples(bait)[key]);
      for (const part of [mail.subject, mail.text, mail.html])
        expect(part).not.toMatch(/evil\.example|www\.evil|https:\/\/evil|ayuda@evil/);
    },
  );

  test("and is cut, in characters and not in halves of them", () => {
    const { text } = renderMail(locale, "password.reset", samples("👩".repeat(200))["password.reset"]);
    expect(text).toContain(`${"👩".repeat(79)}…`);
    expect(text).not.toContain("👩".repeat(80));
  });
});

test("a link that is no web address is refused", () => {
  for (const wrong of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "no es una dirección"])
    expect(() => renderMail("es", "password.reset", { name: "Ana", link: wrong }), wrong).toThrow();
  expect(() => renderMail("es", "password.reset", { name: "Ana" })).toThrow();
});

test("an instant names its zone", () => {
  const key: MailKey = "password.changed";
  expect(renderMail("es", key, samples("Ana")[key]).text).toContain("27 nov 2026, 20:15 UTC");
  expect(renderMail("en", key, samples("Ana")[key]).text).toContain("27 Nov 2026, 20:15 UTC");
});
