/**
 * How Node runs the server. A young generation that a few hundred requests fit into is collected with little left to copy: of the processor
 * time of a request a seventh less than with 4 MiB (bench/src/requests.ts). The buffers of uploads, for which it would be too large, are
 * collected as they pass (collect-young.ts).
 */
export const serverNodeArgs: readonly string[] = ["--min-semi-space-size=16", "--max-semi-space-size=16"];
