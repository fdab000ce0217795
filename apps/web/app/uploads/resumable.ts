import { DetailedError, Upload, defaultOptions } from "tus-js-client";
import type { PreviousUpload } from "tus-js-client";
import { accountHeaders } from "../api/acting-account.ts";
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
  /** The server asks for a pause of so many seconds: nothing of it is sent before somebody starts it again. */
  readonly onHeld: (seconds: number) => void;
  /** The session is in another account by now: it waits until this one is chosen again. */
  readonly onElsewhere: () => void;
  readonly onFailed: (failure: UploadFailure) => void;
  readonly onFinished: (fileId: string | null) => void;
};

/** Whose upload it is: of this person in this account. */
export type UploadOwner = { readonly user_id: string; readonly account: { readonly id: string } };

/** Names an upload across visits: the same person in the same account, the same file, unchanged. */
export function fingerprintOf(
  owner: UploadOwner,
  file: { readonly name: string; readonly size: number; readonly lastModified: number },
): string {
  return `${prefixOf(owner)}-${file.size}-${file.lastModified}-${encodeURIComponent(file.name)}`;
}

function prefixOf({ user_id, account }: UploadOwner): string {
  return `caudal-${user_id}-${account.id}`;
}

const gone = [404, 410];

/** Seconds to wait where the server asks for a pause and does not say how long, and the most that is believed of it. */
const defaultPause = 10;
const longestPause = 3600;

/** The server did not say how much of an upload it has, for another reason than that it knows of none: what is known of it here stays known. */
class NotTold extends Error {
  readonly status: number;
  readonly retryAfter: string | null;
  constructor(status: number, retryAfter: string | null) {
    super(`an upload was answered with ${status}`);
    this.name = "NotTold";
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The status of the answer that made it fail; 0 where there was none. */
function statusOf(error: Error | DetailedError): number {
  if (!(error instanceof DetailedError)) return 0;
  const { causingError, originalResponse } = error;
  return causingError instanceof NotTold ? causingError.status : (originalResponse?.getStatus() ?? 0);
}

/** For how many seconds the server asks to wait; null where it does not. */
function askedPause(error: Error | DetailedError): number | null {
  if (!(error instanceof DetailedError) || statusOf(error) !== 429) return null;
  const { causingError, originalResponse } = error;
  const told = causingError instanceof NotTold ? causingError.retryAfter : originalResponse?.getHeader("Retry-After");
  const seconds = Math.ceil(Number(told ?? defaultPause));
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestPause) : defaultPause;
}

/** Answers to HEAD carry no words; of those, this status means nothing else. */
function isElsewhere(error: Error | DetailedError): boolean {
  if (!(error instanceof DetailedError) || statusOf(error) !== 409) return false;
  return error.causingError instanceof NotTold || readProblem(bodyOf(error))?.code === "account_changed";
}

const bodyOf = (error: DetailedError): string => error.originalResponse?.getBody() ?? "";

export function createUpload(owner: UploadOwner, file: File, calls: UploadCalls): Upload {
  return new Upload(file, {
    endpoint,
    chunkSize: chunkBytes,
    retryDelays,
    metadata: { filename: file.name, filetype: file.type },
    headers: { "accept-language": currentTag(), ...accountHeaders(owner.account.id) },
    fingerprint: () => Promise.resolve(fingerprintOf(owner, file)),
    storeFingerprintForResuming: true,
    removeFingerprintOnSuccess: true,
    onProgress: (sent) => calls.onProgress(sent),
    onAfterResponse: (request, response) => {
      const status = response.getStatus();
      // tus forgets an upload for any refusal, and begins another one: here only where it is gone.
      if (request.getMethod() === "HEAD" && status >= 300 && status !== 423 && !gone.includes(status))
        throw new NotTold(status, response.getHeader("Retry-After") ?? null);
    },
    onShouldRetry: (error) => {
      const status = statusOf(error);
      if (isElsewhere(error) || askedPause(error) !== null) return false;
      // A refusal stays a refusal; a lock, a busy server and a lost network pass.
      const passes = status === 0 || status === 409 || status === 423 || status >= 500;
      const again = passes && status !== 507;
      if (again) calls.onWaiting();
      return again;
    },
    onError: (error) => {
      const pause = askedPause(error);
      if (isElsewhere(error)) calls.onElsewhere();
      else if (pause !== null) calls.onHeld(pause);
      else calls.onFailed(uploadFailure(error));
    },
    onSuccess: ({ lastResponse }) => calls.onFinished(lastResponse.getHeader("Caudal-File-Id") ?? null),
  });
}

function uploadFailure(error: Error | DetailedError): UploadFailure {
  if (error instanceof DetailedError && error.causingError instanceof NotTold) return { kind: "refused" };
  const problem = error instanceof DetailedError ? readProblem(bodyOf(error)) : null;
  return problem === null ? { kind: "network" } : { kind: "problem", problem };
}

export type Leftover = {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly uploadUrl: string;
};

/** Uploads of this person in this account that an earlier visit left unfinished, as this browser remembers them. */
export async function findLeftovers(owner: UploadOwner): Promise<readonly Leftover[]> {
  const all = (await defaultOptions.urlStorage?.findAllUploads()) ?? [];
  return all.filter((upload) => upload.urlStorageKey.includes(prefixOf(owner))).flatMap(leftoverOf);
}

function leftoverOf(upload: PreviousUpload): readonly Leftover[] {
  const name = upload.metadata["filename"];
  return name === undefined || upload.size === null || upload.uploadUrl === null
    ? []
    : [{ key: upload.urlStorageKey, name, size: upload.size, uploadUrl: upload.uploadUrl }];
}

/** How many bytes the server has; null when it no longer knows the upload. @throws Error when it does not say. */
export async function askOffset(owner: UploadOwner, uploadUrl: string): Promise<number | null> {
  const response = await fetch(uploadUrl, {
    method: "HEAD",
    headers: { "tus-resumable": "1.0.0", ...accountHeaders(owner.account.id) },
    credentials: "same-origin",
  });
  const offset = response.headers.get("upload-offset");
  if (response.ok && offset !== null) return Number(offset);
  if (gone.includes(response.status)) return null;
  throw new NotTold(response.status, response.headers.get("retry-after"));
}

export async function forgetLeftover(key: string): Promise<void> {
  await defaultOptions.urlStorage?.removeUpload(key);
}

export async function discardLeftover(owner: UploadOwner, leftover: Leftover): Promise<void> {
  await forgetLeftover(leftover.key);
  await Upload.terminate(leftover.uploadUrl, { retryDelays: [0, 1000], headers: accountHeaders(owner.account.id) });
}
