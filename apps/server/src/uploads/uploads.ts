import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Fault, toFault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Problem } from "@caudal/contract/resources/problem.ts";
import type { Scope } from "@caudal/db/scope.ts";
import { Server } from "@tus/server";
import type { Client } from "pg";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { completeUpload, type CompletionPorts } from "./complete-upload.ts";
import { currentUploadRequest, withUploadRequest } from "./request-context.ts";
import { createUploadLocker } from "./upload-locker.ts";
import { streamBody } from "./request-body.ts";
import { isUploadId, UploadStore } from "./upload-store.ts";

export type UploadsPorts = CompletionPorts & {
  /** A connection of its own, for the locks. */
  readonly connectLocks: () => Promise<Client>;
  readonly authenticate: (
    request: IncomingMessage,
  ) => Promise<{ readonly scope: Scope; readonly locale: Locale } | null>;
  readonly localeOf: (request: IncomingMessage) => Locale;
  readonly problemOf: (fault: Fault, locale: Locale, requestId: string) => Problem;
  readonly onError: (error: unknown, requestId: string) => void;
  /** finished: an upload became a file; failed: a request for one ended in a fault of ours or of the disk, not of the person. */
  readonly onEnd: (outcome: "finished" | "failed") => void;
};

export type UploadsSettings = { readonly path: string; readonly maxBytes: number; readonly expiryMs: number };

export type Uploads = {
  handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>;
  close(): Promise<void>;
};

/** Statuses by which tus itself says something that its clients act on; everything else is told as one of our problems. */
const tusFaults: Readonly<Record<number, "not_found" | "upload_incomplete" | "too_large" | "conflict">> = {
  404: "not_found",
  410: "not_found",
  413: "too_large",
  409: "conflict",
  423: "conflict",
};

/** Resumable uploads by tus 1.0 (https://tus.io/protocols/resumable-upload) for people who are signed in. */
export function createUploads(ports: UploadsPorts, settings: UploadsSettings): Uploads {
  const locker = createUploadLocker(ports.connectLocks);
  const tus = new Server({
    path: settings.path,
    datastore: new UploadStore({ db: ports.db, objects: ports.objects, expiryMs: settings.expiryMs }),
    locker,
    maxSize: settings.maxBytes,
    relativeLocation: true,
    allowedOrigins: [],
    exposedHeaders: ["Caudal-File-Id"],
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomUUID(),
    onUploadFinish: async (_request, upload) => {
      const { scope } = currentUploadRequest();
      const fileId = await completeUpload(ports, scope, upload.id);
      ports.onEnd("finished");
      return { headers: { "Caudal-File-Id": fileId } };
    },
    onResponseError: (_request, thrown) => {
      const { locale, requestId, storeFailure } = currentUploadRequest();
      const problem = describe(storeFailure ?? thrown, locale, requestId);
      if (problem.status >= 500) ports.onEnd("failed");
      return { status_code: problem.status, body: JSON.stringify(problem) };
    },
  });

  function describe(thrown: unknown, locale: Locale, requestId: string): Problem {
    if (
      typeof thrown === "object" &&
      thrown !== null &&
      "status_code" in thrown &&
      typeof thrown.status_code === "number"
    ) {
      const code = tusFaults[thrown.status_code] ?? "bad_request";
      const params = code === "too_large" ? { max: settings.maxBytes } : {};
      return { ...ports.problemOf(new Fault(code, { params }), locale, requestId), status: thrown.status_code };
    }
    const fault = toFault(thrown);
    if (fault.code === "internal") ports.onError(thrown, requestId);
    return ports.problemOf(fault, locale, requestId);
  }

  function refuse(response: ServerResponse, problem: Problem): void {
    response.writeHead(problem.status, {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      Connection: "close",
    });
    response.end(JSON.stringify(problem));
  }

  /** A crash between the last byte and the file's row: whoever asks for the upload next finishes it. */
  async function finishInterrupted(scope: Scope, id: string): Promise<string | null> {
    try {
      return await completeUpload(ports, scope, id);
    } catch (error) {
      const { code } = toFault(error);
      if (code !== "upload_incomplete" && code !== "not_found") throw error;
      return null;
    }
  }

  return {
    handle: async (request, response, requestId) => {
      const locale = ports.localeOf(request);
      try {
        const person = await ports.authenticate(request);
        if (person === null) return refuse(response, ports.problemOf(new Fault("not_signed_in"), locale, requestId));
        const method = request.method ?? "";
        const id = uploadIdOf(request.url ?? "", settings.path);
        const fileId = method === "HEAD" && id !== null ? await finishInterrupted(person.scope, id) : null;
        const asked = new NodeRequest({ req: request, res: response });
        Object.defineProperty(asked, "body", { value: carriesBody(method) ? streamBody(request) : null });
        const answer = await withUploadRequest({ ...person, requestId }, () => tus.handleWeb(asked));
        if (answer.status >= 400) answer.headers.set("Content-Type", "application/problem+json");
        if (fileId !== null) answer.headers.set("Caudal-File-Id", fileId);
        await sendNodeResponse(response, answer);
      } catch (error) {
        if (response.headersSent) return void response.destroy();
        refuse(response, describe(error, locale, requestId));
      }
    },
    close: () => locker.close(),
  };
}

const carriesBody = (method: string): boolean => method === "PATCH" || method === "POST";

function uploadIdOf(url: string, path: string): string | null {
  const { pathname } = new URL(url, "http://upload");
  const id = pathname.startsWith(`${path}/`) ? pathname.slice(path.length + 1) : "";
  return isUploadId(id) ? id : null;
}
