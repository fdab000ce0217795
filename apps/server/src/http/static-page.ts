import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { pagePolicy } from "./security-headers.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
const compressible = new Set([".html", ".js", ".css", ".json", ".svg", ".txt", ".webmanifest"]);

/**
 * The built page from its folder. A path without a file is a place within the page, and gets the page itself; a missing file of the
 * build (`/assets/…`, or anything with an extension) is missing. Null when there is no page.
 */
export async function servePage(folder: string, request: Request): Promise<Response | null> {
  const path = filePathOf(new URL(request.url).pathname);
  if (path === null) return null;
  const isPlace = extname(path) === "" && !path.startsWith(`assets${sep}`);
  const served = isPlace ? "index.html" : path;
  const found = await findFile(join(folder, served));
  if (found === null) return null;
  const extension = extname(served);
  const tag = `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`;
  const headers = new Headers({
    "content-type": types[extension] ?? "application/octet-stream",
    "content-security-policy": pagePolicy,
    // Names in assets hold a hash of their content; everything else is asked for anew.
    "cache-control": served.startsWith(`assets${sep}`) ? "public, max-age=31536000, immutable" : "no-cache",
    etag: tag,
    vary: "accept-encoding",
  });
  if (request.headers.get("if-none-match") === tag) return new Response(null, { status: 304, headers });
  const content = createReadStream(join(folder, served));
  if (!compressible.has(extension) || !/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) {
    headers.set("content-length", String(found.size));
    return new Response(request.method === "HEAD" ? closed(content) : toBody(content), { headers });
  }
  headers.set("content-encoding", "gzip");
  if (request.method === "HEAD") return new Response(closed(content), { headers });
  const zip = createGzip({ level: 6 });
  content.on("error", (error) => zip.destroy(error)).pipe(zip);
  return new Response(toBody(zip), { headers });
}

/** The path within the folder; null for what would leave it or cannot be a name. */
function filePathOf(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    // Not UTF-8 in percent signs: no file of ours has such a name.
    return null;
  }
  if (decoded.includes("\0") || decoded.includes("\\")) return null;
  const path = normalize(decoded).replace(/^[/\\]+/, "");
  return path.split(sep).some((part) => part === ".." || (part.startsWith(".") && part !== ".")) ? null : path;
}

async function findFile(path: string): Promise<{ size: number; mtimeMs: number } | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found : null;
}

function closed(content: Readable): null {
  content.destroy();
  return null;
}

/** Nothing is read ahead beside what the stream itself holds: a reader who takes nothing keeps that much and no more. */
export function toBody(content: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(content, { strategy: { highWaterMark: 0 } }) as ReadableStream<Uint8Array>;
}
