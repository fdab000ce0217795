import type { Fault } from "@caudal/base/fault.ts";
import { AsyncLocalStorage } from "node:async_hooks";
import type { Problem } from "@caudal/contract/resources/problem.ts";
import type { Scope } from "@caudal/db/scope.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";

/** Who uploads: the tus library does not hand it to its store. */
export type UploadRequest = {
  readonly scope: Scope;
  readonly locale: LanguageTag;
  readonly requestId: string;
  /** Why bytes could not be kept: between store and answer, tus may put its own closing of streams in its place. */
  storeFailure?: Fault;
  /** What the person was told of a failure. */
  problem?: Problem;
};

const storage = new AsyncLocalStorage<UploadRequest>();

export function withUploadRequest<T>(request: UploadRequest, work: () => Promise<T>): Promise<T> {
  return storage.run(request, work);
}

export function currentUploadRequest(): UploadRequest {
  const request = storage.getStore();
  if (request === undefined) throw new Error("an upload is handled outside of its request");
  return request;
}
