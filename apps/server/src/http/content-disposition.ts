/**
 * A Content-Disposition that saves under this name, whatever it holds (RFC 6266, RFC 8187): an ASCII form for old programs, without
 * quotes and backslashes, and the whole name in UTF-8.
 */
export function attachment(fileName: string): string {
  const name = fileName.toWellFormed();
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
