/** As much of yauzl 3 as unzip.ts uses: it comes without types, and the ones that are to be had are of another version. */
declare module "yauzl" {
  import type { Readable } from "node:stream";

  type Entry = { readonly fileName: string };
  const yauzl: {
    fromBufferPromise(bytes: Buffer): Promise<{
      eachEntry(): AsyncIterable<Entry>;
      openReadStreamPromise(entry: Entry): Promise<Readable>;
    }>;
  };
  export default yauzl;
}
