/** The contender: a file read and written in pieces of 1 MiB, and on the disk before it ends. Answers the bytes. */
import { open, rm } from "node:fs/promises";

const [from = "", to = ""] = process.argv.slice(2);
const [source, target] = [await open(from, "r"), await open(to, "w")];
const piece = Buffer.allocUnsafe(1 << 20);
let copied = 0;
for (;;) {
  const { bytesRead } = await source.read(piece, 0, piece.byteLength, copied);
  if (bytesRead === 0) break;
  await target.write(piece, 0, bytesRead, copied);
  copied += bytesRead;
}
await target.sync();
await source.close();
await target.close();
await rm(to);
process.stdout.write(JSON.stringify(copied));
