import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import type { Scope } from "@caudal/db/scope.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

/** Who uploads and where the answer goes: the tus library hands neither to its store. */
export type UploadRequest = {
  readonly scope: Scope;
  readonly locale: Locale;
  readonly requestId: string;
  readonly method: string;
  readonly response: ServerResponse;
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
