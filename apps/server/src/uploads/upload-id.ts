/** Ids are UUIDs that the server made; anything else is nobody's upload. */
export function isUploadId(id: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id);
}

/** Which upload a request below `path` is about. */
export function uploadIdOf(url: string, path: string): string | null {
  const { pathname } = new URL(url, "http://upload");
  const id = pathname.startsWith(`${path}/`) ? pathname.slice(path.length + 1) : "";
  return isUploadId(id) ? id : null;
}
