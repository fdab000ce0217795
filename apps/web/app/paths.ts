export const fileSections = ["insights", "rows", "columns", "reading", "rejects", "run", "trace"] as const;
export type FileSection = (typeof fileSections)[number];

/** Every address of the page, in one place. What it returns is a path within this site, query included. */
export const paths = {
  home: () => "/",
  files: (search: { readonly status?: string | undefined; readonly q?: string | undefined } = {}) =>
    `/files${query(search)}`,
  file: (
    id: string,
    section: FileSection = "insights",
    search: { readonly row?: number; readonly type?: string; readonly insight?: string } = {},
  ) => `/files/${encodeURIComponent(id)}${section === "insights" ? "" : `/${section}`}${query(search)}`,
  profile: (section = "") => (section === "" ? "/profile" : `/profile/${section}`),
  admin: (section?: string) => (section === undefined ? "/admin" : `/admin/${section}`),
  noAccount: () => "/no-account",
  /** Without the token, which stays in this window: this goes into other addresses (`next`), and so to servers and into their logs. */
  invitation: () => "/invitation",
  signIn: (next?: string) => `/sign-in${query({ next })}`,
  secondFactor: (next?: string) => `/second-factor${query({ next })}`,
  forgot: () => "/forgot",
  signUp: (next?: string) => `/sign-up${query({ next })}`,
} as const;

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** Where to go after signing in: an address of this site, or home. `//elsewhere` and `/\elsewhere` are other sites to a browser. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !next.startsWith("/")) return paths.home();
  const parsed = URL.parse(next, "http://here.invalid");
  return parsed === null || parsed.origin !== "http://here.invalid"
    ? paths.home()
    : parsed.pathname + parsed.search + parsed.hash;
}
