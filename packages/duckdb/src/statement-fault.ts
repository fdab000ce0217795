import { Fault } from "@caudal/base/fault.ts";

/** What a failed statement means, by the message that DuckDB gave. */
export function statementFault(message: string): Fault {
  if (/no space left on device|disk quota exceeded/i.test(message)) {
    return new Fault("storage_full", { cause: message, persistence: "transient" });
  }
  if (/^Out of Memory Error|std::bad_alloc|Allocation failure/i.test(message)) {
    const limit = /max_temp_directory_size/.test(message) ? "spill" : "memory";
    return new Fault("engine_out_of_memory", { params: { limit }, cause: message });
  }
  return new Fault("engine_query_failed", { params: { message } });
}
