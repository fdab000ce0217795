import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { idOf } from "./people.ts";

type Kept = { readonly size: number; offset: number };
const kept = new Map<string, Kept>();

/** Enough of tus 1.0 for the page: create, ask, append, end. Bytes are counted, not kept. */
export function answerUpload(request: IncomingMessage, response: ServerResponse): true {
  const id = (request.url ?? "").split("/")[3];
  const upload = id === undefined ? undefined : kept.get(id);
  response.setHeader("tus-resumable", "1.0.0");
  if (request.method === "POST") {
    const name = randomUUID();
    kept.set(name, { size: Number(request.headers["upload-length"]), offset: 0 });
    response.writeHead(201, { location: `/api/uploads/${name}` }).end();
  } else if (upload === undefined || id === undefined) response.writeHead(404).end();
  else if (request.method === "HEAD")
    response
      .writeHead(200, { "upload-offset": upload.offset, "upload-length": upload.size, "cache-control": "no-store" })
      .end();
  else if (request.method === "DELETE") {
    kept.delete(id);
    response.writeHead(204).end();
  } else append(request, response, upload);
  return true;
}

function append(request: IncomingMessage, response: ServerResponse, upload: Kept): void {
  request.on("data", (chunk: Buffer) => (upload.offset += chunk.length));
  request.on("end", () =>
    response
      .writeHead(204, {
        "upload-offset": upload.offset,
        ...(upload.offset >= upload.size ? { "caudal-file-id": idOf(1) } : {}),
      })
      .end(),
  );
}
