/** As much of yauzl 3 as tests use: it comes without types, and the ones that are to be had are of another version. */
declare module "yauzl" {
  import type { Readable } from "node:stream";

  type Entry = { readonly fileName: string; readonly uncompressedSize: number };
  type Zip = {
    readonly entryCount: number;
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
  };
  const yauzl: {
    fromBufferPromise(bytes: Buffer): Promise<Zip>;
    openPromise(path: string): Promise<Zip>;
  };
  export default yauzl;
}
