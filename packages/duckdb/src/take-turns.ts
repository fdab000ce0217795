/** One at a time, in the order of asking: `next` gives the turn, and what it gives hands it on. */
export function takeTurns(): { readonly next: () => Promise<() => void> } {
  let last: Promise<void> = Promise.resolve();
  return {
    async next() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return resolve;
    },
  };
}
