/**
 * How Node runs the server. Uploads pass through as short-lived buffers, which a small young generation gives back at once: 1 GiB then
 * peaks at 200 MB instead of 250, with a third less processor time (bench/src/upload.ts).
 */
export const serverNodeArgs: readonly string[] = ["--max-semi-space-size=4"];
