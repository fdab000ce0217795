import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Fault } from "@caudal/base/fault.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Problem } from "@caudal/contract/resources/problem.ts";
import type { Scope } from "@caudal/db/scope.ts";
import { Server } from "@tus/server";
import type { Client } from "pg";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { discardBody } from "../http/discard-body.ts";
import { faultOf } from "../http/fault-of.ts";
import { sendProblem } from "../http/problem-response.ts";
import { completeUpload, type CompletionPorts } from "./complete-upload.ts";
import { currentUploadRequest, withUploadRequest, type UploadRequest } from "./request-context.ts";
import { createUploadLocker } from "./upload-locker.ts";
import { streamBody } from "./request-body.ts";
import { longerThan, refuseHeaders, uploadMethods } from "./refuse-headers.ts";
import { uploadIdOf } from "./upload-id.ts";
import { UploadStore } from "./upload-store.ts";

export type UploadsPorts = CompletionPorts & {
  /** A connection of its own, for the locks. */
  readonly connectLocks: () => Promise<Client>;
  readonly authenticate: (
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ) => Promise<{ readonly scope: Scope; readonly locale: LanguageTag } | null>;
  readonly localeOf: (request: IncomingMessage) => LanguageTag;
  readonly problemOf: (fault: Fault, locale: LanguageTag, requestId: string) => Problem;
  readonly onError: (error: unknown, requestId: string) => void;
  /** finished: an upload became a file; failed: a request for one ended in a fault of ours or of the disk, not of the person. */
  readonly onEnd: (outcome: "finished" | "failed") => void;
};

export type UploadsSettings = {
  readonly path: string;
  readonly maxBytes: number;
  readonly expiryMs: number;
  readonly storagePerAccount?: number | null | undefined;
  readonly filesPerAccount?: number | null | undefined;
};

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
  const store = new UploadStore({
    db: ports.db,
    objects: ports.objects,
    expiryMs: settings.expiryMs,
    storageDefaults: { bytes: settings.storagePerAccount ?? null, files: settings.filesPerAccount ?? null },
  });
  const tus = new Server({
    path: settings.path,
    datastore: store,
    locker,
    maxSize: settings.maxBytes,
    relativeLocation: true,
    allowedOrigins: [],
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomUUID(),
    onIncomingRequest: async (request, id) => {
      if (request.method === "PATCH") refuseSurplus(request.headers, (await store.getUpload(id)).size ?? 0);
    },
    onUploadFinish: async (_request, upload) => {
      const { scope } = currentUploadRequest();
      const fileId = await complete(scope, upload.id);
      return { headers: { "Caudal-File-Id": fileId } };
    },
    onResponseError: async (request, thrown) => {
      const current = currentUploadRequest();
      const failure = current.storeFailure ?? (await surplusIn(request, thrown)) ?? thrown;
      const problem = describe(failure, current.locale, current.requestId);
      current.problem = problem;
      if (problem.status >= 500) ports.onEnd("failed");
      return { status_code: problem.status, body: JSON.stringify(problem) };
    },
  });

  /** A body whose length nobody announced, and that went beyond the upload's. */
  async function surplusIn(
    request: { readonly method: string; readonly url: string; readonly headers: Headers },
    thrown: unknown,
  ): Promise<Fault | null> {
    const id = uploadIdOf(request.url, settings.path);
    if (statusOf(thrown) !== 413) return null;
    const announced = Number(request.headers.get("upload-length") ?? Number.NaN);
    if (request.method === "POST" && announced <= settings.maxBytes) return longerThan(announced);
    if (request.method !== "PATCH" || id === null) return null;
    return longerThan((await store.getUpload(id)).size ?? 0);
  }

  function describe(thrown: unknown, locale: LanguageTag, requestId: string): Problem {
    const status = statusOf(thrown);
    if (status !== null) {
      const code = tusFaults[status] ?? "bad_request";
      const params = code === "too_large" ? { max: settings.maxBytes } : {};
      return { ...ports.problemOf(new Fault(code, { params }), locale, requestId), status };
    }
    const fault = faultOf(thrown);
    if (fault.code === "internal" || fault.code === "unavailable") ports.onError(thrown, requestId);
    return ports.problemOf(fault, locale, requestId);
  }

  /** What tus refuses by itself, before any of our code, as one of our problems too. */
  async function toProblem(answer: Response, current: UploadRequest): Promise<Response> {
    const text = await answer.text();
    const wrong = answer.status === 400 ? text.match(/\b(?:upload|tus|content)(?:-[a-z]+)+\b/gi) : null;
    const refusal =
      wrong === null
        ? { status_code: answer.status }
        : new Fault("invalid_fields", { params: { fields: [...new Set(wrong)].join(", ").toLowerCase() } });
    const problem = current.problem ?? describe(refusal, current.locale, current.requestId);
    const headers = new Headers(answer.headers);
    for (const name of ["content-length", "connection"]) headers.delete(name);
    for (const [name, value] of Object.entries(problemHeaders(current.locale))) headers.set(name, value);
    return new Response(JSON.stringify(problem), { status: problem.status, headers });
  }

  /** Whichever request makes the file, the last of its bytes or a later question, counts it. */
  async function complete(scope: Scope, id: string): Promise<string> {
    const { fileId, made } = await completeUpload(ports, scope, id);
    if (made) ports.onEnd("finished");
    return fileId;
  }

  /** A crash between the last byte and the file's row: whoever asks for the upload next finishes it. */
  async function finishInterrupted(scope: Scope, id: string): Promise<string | null> {
    try {
      return await complete(scope, id);
    } catch (error) {
      const { code } = faultOf(error);
      if (code !== "upload_incomplete" && code !== "not_found") throw error;
      return null;
    }
  }

  return {
    handle: async (request, response, requestId) => {
      let locale = ports.localeOf(request);
      try {
        const person = await ports.authenticate(request, response, requestId);
        if (person === null)
          return sendProblem(request, response, ports.problemOf(new Fault("not_signed_in"), locale, requestId), locale);
        locale = person.locale;
        const method = request.method ?? "";
        const id = uploadIdOf(request.url ?? "", settings.path);
        const { pathname } = new URL(request.url ?? "", "http://upload");
        const methods: readonly string[] = pathname === settings.path ? uploadMethods.all : uploadMethods.upload;
        if (!methods.includes(method)) {
          response.setHeader("allow", methods.join(", "));
          throw new Fault("method_not_allowed");
        }
        refuseHeaders(method, request.headers);
        const fileId = method === "HEAD" && id !== null ? await finishInterrupted(person.scope, id) : null;
        const asked = new NodeRequest({ req: request, res: response });
        Object.defineProperty(asked, "body", { value: carriesBody(method) ? streamBody(request) : null });
        const current: UploadRequest = { ...person, requestId };
        const told = await withUploadRequest(current, () => tus.handleWeb(asked));
        const answer = told.status >= 400 ? await toProblem(told, current) : told;
        // Other sites' pages may not come here at all: there is nothing to allow them.
        for (const name of Array.from(answer.headers.keys()))
          if (name.startsWith("access-control-")) answer.headers.delete(name);
        if (fileId !== null) answer.headers.set("Caudal-File-Id", fileId);
        await sendNodeResponse(response, answer);
        if (answer.status >= 400) discardBody(request);
      } catch (error) {
        if (response.headersSent) return void response.destroy();
        sendProblem(request, response, describe(error, locale, requestId), locale);
      }
    },
    close: () => locker.close(),
  };
}

/** The status of an error that tus itself throws. */
function statusOf(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("status_code" in thrown)) return null;
  return typeof thrown.status_code === "number" ? thrown.status_code : null;
}

const problemHeaders = (locale: LanguageTag) => ({
  "Content-Type": "application/problem+json; charset=utf-8",
  "Content-Language": locale,
});

/** More than the upload still lacks is refused by the length alone: nobody sends a gigabyte to be told then. */
function refuseSurplus(headers: Headers, size: number): void {
  const limit = Math.max(0, size - Number(headers.get("upload-offset") ?? 0));
  if (Number(headers.get("content-length") ?? 0) > limit) throw longerThan(size);
}

const carriesBody = (method: string): boolean => method === "PATCH" || method === "POST";
