import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { readonly type: "minor" }) => void;
let collect: Collect | undefined;

/**
 * Collects what was made last and is not needed any more, such as buffers that passed through: V8 sees only their handles, a few bytes each,
 * and lets their memory stand until a young generation of handles is full.
 */
export function collectYoung(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as Collect;
    setFlagsFromString("--no-expose-gc");
  }
  collect({ type: "minor" });
}
