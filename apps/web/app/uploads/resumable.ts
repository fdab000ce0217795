import { DetailedError, Upload, defaultOptions } from "tus-js-client";
import type { PreviousUpload } from "tus-js-client";
import { readProblem } from "../api/failure.ts";
import { currentTag } from "../i18n/choose-locale.ts";
import type { UploadFailure } from "./upload-state.ts";

const endpoint = "/api/uploads";
/** Small enough that a phone on a bad network keeps what it sent, large enough not to matter on a good one. */
const chunkBytes = 16 * 1024 * 1024;
const retryDelays = [0, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000, 60_000, 60_000, 60_000];

export type UploadCalls = {
  readonly onProgress: (sent: number) => void;
  readonly onWaiting: () => void;
  readonly onFailed: (failure: UploadFailure) => void;
  readonly onFinished: (fileId: string | null) => void;
};

/** Names an upload across visits: the same person, the same file, unchanged. */
export function fingerprintOf(
  userId: string,
  file: { readonly name: string; readonly size: number; readonly lastModified: number },
): string {
  return `${prefixOf(userId)}-${file.size}-${file.lastModified}-${encodeURIComponent(file.name)}`;
}

function prefixOf(userId: string): string {
  return `caudal-${userId}`;
}

export function createUpload(userId: string, file: File, calls: UploadCalls): Upload {
  return new Upload(file, {
    endpoint,
    chunkSize: chunkBytes,
    retryDelays,
    metadata: { filename: file.name, filetype: file.type },
    headers: { "accept-language": currentTag() },
    fingerprint: () => Promise.resolve(fingerprintOf(userId, file)),
    storeFingerprintForResuming: true,
    removeFingerprintOnSuccess: true,
    onProgress: (sent) => calls.onProgress(sent),
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      // A refusal stays a refusal; a lock, a busy server and a lost network pass.
      const passes = status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
      const again = passes && status !== 507;
      if (again) calls.onWaiting();
      return again;
    },
    onError: (error) => calls.onFailed(uploadFailure(error)),
    onSuccess: ({ lastResponse }) => calls.onFinished(lastResponse.getHeader("Caudal-File-Id") ?? null),
  });
}

function uploadFailure(error: Error | DetailedError): UploadFailure {
  const problem =
    error instanceof DetailedError && error.originalResponse !== null
      ? readProblem(error.originalResponse.getBody())
      : null;
  return problem === null ? { kind: "network" } : { kind: "problem", problem };
}

export type Leftover = {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly uploadUrl: string;
};

/** Uploads of this person that an earlier visit left unfinished, as this browser remembers them. */
export async function findLeftovers(userId: string): Promise<readonly Leftover[]> {
  const all = (await defaultOptions.urlStorage?.findAllUploads()) ?? [];
  return all.filter((upload) => upload.urlStorageKey.includes(prefixOf(userId))).flatMap(leftoverOf);
}

function leftoverOf(upload: PreviousUpload): readonly Leftover[] {
  const name = upload.metadata["filename"];
  return name === undefined || upload.size === null || upload.uploadUrl === null
    ? []
    : [{ key: upload.urlStorageKey, name, size: upload.size, uploadUrl: upload.uploadUrl }];
}

/** How many bytes the server has; null when it no longer knows the upload. */
export async function askOffset(uploadUrl: string): Promise<number | null> {
  const response = await fetch(uploadUrl, {
    method: "HEAD",
    headers: { "tus-resumable": "1.0.0" },
    credentials: "same-origin",
  });
  const offset = response.headers.get("upload-offset");
  return response.ok && offset !== null ? Number(offset) : null;
}

export async function forgetLeftover(key: string): Promise<void> {
  await defaultOptions.urlStorage?.removeUpload(key);
}

export async function discardLeftover(leftover: Leftover): Promise<void> {
  await forgetLeftover(leftover.key);
  await Upload.terminate(leftover.uploadUrl, { retryDelays: [0, 1000] });
}
