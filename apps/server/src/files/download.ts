import { Transform, type Readable } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";
import type { FileRow } from "@caudal/db/queries/files.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { attachment } from "../http/content-disposition.ts";
import { toBody } from "../http/static-page.ts";

/** How often a download by a share asks whether the share still holds. */
const askEveryMs = 500;

/**
 * A file's bytes as an attachment that no browser runs. `holds`: asked on the way, because a download of gigabytes outlasts a share; once it
 * does not, the connection breaks off, and the client sees that bytes are missing.
 *
 * @throws Fault `file_missing`
 */
export async function downloadOf(
  objects: Pick<ObjectStore, "size" | "read">,
  file: Pick<FileRow, "object_key" | "file_name">,
  holds?: () => Promise<boolean>,
): Promise<Response> {
  const size = await objects.size(file.object_key);
  if (size === null) throw new Fault("file_missing");
  const content = await objects.read(file.object_key);
  return new Response(toBody(holds === undefined ? content : breakOffUnless(holds, content)), {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(size),
      "content-disposition": attachment(file.file_name),
      "cache-control": "private, no-store",
    },
  });
}

function breakOffUnless(holds: () => Promise<boolean>, content: Readable): Readable {
  const guarded = content.pipe(
    new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, chunk), highWaterMark: 1 << 18 }),
  );
  let asking = false;
  const clock = setInterval(() => {
    if (asking) return;
    asking = true;
    holds()
      .then((still) => {
        if (!still) guarded.destroy(new Fault("download_not_shared"));
      })
      // Not knowing is a refusal: whoever may read it can ask again.
      .catch((error: unknown) => guarded.destroy(error instanceof Error ? error : new Fault("unavailable")))
      .finally(() => {
        asking = false;
      });
  }, askEveryMs);
  content.on("error", (error) => guarded.destroy(error));
  guarded.on("close", () => {
    clearInterval(clock);
    content.destroy();
  });
  return guarded;
}
