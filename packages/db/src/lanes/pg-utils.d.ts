/** What pg makes of a parameter before it goes out as text; its own types leave it out. */
declare module "pg/lib/utils.js" {
  const utils: { readonly prepareValue: (value: unknown) => string | Buffer | null };
  export default utils;
}
