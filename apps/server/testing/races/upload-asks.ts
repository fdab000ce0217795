import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import type { Scene } from "./scene.ts";

/** One request; `Response.error()` where the connection was cut, as it is to whoever may not go on. */
export type UploadAsk = (
  scene: Scene,
) => Promise<{ readonly operation: string; readonly send: () => Promise<Response> }>;

const tus = { "tus-resumable": "1.0.0" };
const bytes = Buffer.from("fecha,monto\n2026-01-01,10\n");

function upload(operation: string, last: (scene: Scene, place: string) => Promise<Response>): UploadAsk {
  return async (scene) => ({
    operation,
    send: async () => {
      try {
        const begun = await begin(scene);
        return begun.ok ? await last(scene, begun.headers.get("location") ?? "") : begun;
      } catch (thrown) {
        if (thrown instanceof TypeError && thrown.message === "fetch failed") return Response.error();
        throw thrown;
      }
    },
  });
}

const begin = ({ actor }: Scene): Promise<Response> =>
  actor.fetch(uploadsPath, {
    method: "POST",
    headers: {
      ...tus,
      "upload-length": String(bytes.length),
      "upload-metadata": `filename ${Buffer.from("v.csv").toString("base64")}`,
    },
  });

/** Uploads are no routes of the contract; they write all the same. */
export const uploadAsks: readonly UploadAsk[] = [
  upload("an upload whose bytes come", ({ actor }, place) =>
    actor.fetch(place, {
      method: "PATCH",
      headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      body: bytes,
    }),
  ),
  upload("an upload that is given up", ({ actor }, place) => actor.fetch(place, { method: "DELETE", headers: tus })),
];
