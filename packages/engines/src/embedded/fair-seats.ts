export type FairSeats = {
  /** Calls `grant` once the owner may have a seat, at once where one is free. Gives what withdraws the wish while it is not granted. */
  ask(owner: string, grant: () => void): () => void;
  /** A granted seat of this owner is free again. */
  release(owner: string): void;
};

/**
 * Seats that owners share: one owner has all but one of them at most (of a single seat, that one). Who waits is served in rotation, an owner
 * at a time, each owner's wishes in their order; an owner that has its share is passed over and keeps its place.
 */
export function createFairSeats(size: number): FairSeats {
  const share = Math.max(1, size - 1);
  const taken = new Map<string, number>();
  /** In the order of the rotation; an owner stands here while it waits for something. */
  const waiting = new Map<string, (() => void)[]>();
  let free = size;

  const mayTake = (owner: string): boolean => free > 0 && (taken.get(owner) ?? 0) < share;

  function take(owner: string, grant: () => void): void {
    free -= 1;
    taken.set(owner, (taken.get(owner) ?? 0) + 1);
    grant();
  }

  /** Whose turn it is has theirs, and then stands behind all others. */
  function serveNext(): void {
    for (const [owner, wishes] of waiting) {
      if (!mayTake(owner)) continue;
      const [grant, ...others] = wishes;
      waiting.delete(owner);
      if (others.length > 0) waiting.set(owner, others);
      if (grant !== undefined) take(owner, grant);
      return;
    }
  }

  function withdraw(owner: string, grant: () => void): void {
    const wishes = waiting.get(owner);
    const place = wishes?.indexOf(grant) ?? -1;
    if (wishes === undefined || place < 0) return;
    wishes.splice(place, 1);
    if (wishes.length === 0) waiting.delete(owner);
  }

  return {
    ask(owner, grant) {
      // Who waits while a seat is free has its share already, so nobody is overtaken here.
      if (mayTake(owner)) take(owner, grant);
      else {
        const wishes = waiting.get(owner);
        if (wishes === undefined) waiting.set(owner, [grant]);
        else wishes.push(grant);
      }
      return () => withdraw(owner, grant);
    },
    release(owner) {
      free += 1;
      const left = (taken.get(owner) ?? 1) - 1;
      if (left > 0) taken.set(owner, left);
      else taken.delete(owner);
      serveNext();
    },
  };
}
