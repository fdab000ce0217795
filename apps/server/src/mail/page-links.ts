/**
 * Addresses of the page that stand in mails. They begin with the address that the operator named and with nothing that a request says:
 * who asks for a mail to somebody else must not choose where its link leads. A token stands behind `#`, which no browser sends to a server
 * and no log keeps.
 */
export type PageLinks = {
  readonly confirm: (token: string) => string;
  readonly resetPassword: (token: string) => string;
  readonly confirmEmail: (token: string) => string;
  readonly keepEmail: (token: string) => string;
  readonly forgot: () => string;
  readonly signIn: () => string;
  readonly signUp: () => string;
  readonly file: (id: string) => string;
  readonly notices: () => string;
  readonly security: () => string;
  /** One's own data; for who belongs to no account, what is left of theirs. */
  readonly ownData: () => string;
};

export function createPageLinks(baseUrl: string): PageLinks {
  const page = (path: string, token?: string): string => {
    const address = new URL(path, `${baseUrl.replace(/\/+$/, "")}/`);
    if (token !== undefined) address.hash = `token=${token}`;
    return address.href;
  };
  return {
    confirm: (token) => page("confirm", token),
    resetPassword: (token) => page("reset", token),
    confirmEmail: (token) => page("confirm-email", token),
    keepEmail: (token) => page("keep-email", token),
    forgot: () => page("forgot"),
    signIn: () => page("sign-in"),
    signUp: () => page("sign-up"),
    file: (id) => page(`files/${encodeURIComponent(id)}`),
    notices: () => page("profile/notices"),
    security: () => page("profile/security"),
    ownData: () => page("profile/data"),
  };
}
