export type FairSeats = {
  /** Calls `grant` once the owner may have a seat, at once where one is free. Gives what withdraws the wish while it is not granted. */
  ask(owner: SeatOwner, grant: () => void): () => void;
  /** A granted seat of this owner is free again. */
  release(owner: SeatOwner): void;
};

/** `crowd`: owners that together have no more seats than a single one may, because anybody can be many of them. */
export type SeatOwner = { readonly owner: string; readonly crowd?: string | undefined };

/** Of so many seats, how many one owner may have. */
export const shareOf = (size: number): number => Math.max(1, Math.floor((size - 1) / 2));

/**
 * Seats that owners share: one owner has fewer than half of them (and one at least), so that from three on an owner and a crowd together leave
 * a seat to whoever comes third. Who waits is served in rotation, an owner at a time, each owner's wishes in their order; an owner that has
 * its share is passed over and keeps its place. So is one whose crowd has.
 */
export function createFairSeats(size: number): FairSeats {
  const share = shareOf(size);
  const taken = countSeats();
  const takenByCrowd = countSeats();
  /** In the order of the rotation; an owner stands here while it waits for something. */
  const waiting = new Map<string, { readonly by: SeatOwner; readonly wishes: (() => void)[] }>();
  let free = size;

  const mayTake = ({ owner, crowd }: SeatOwner): boolean =>
    free > 0 && taken.of(owner) < share && (crowd === undefined || takenByCrowd.of(crowd) < share);

  function count({ owner, crowd }: SeatOwner, change: 1 | -1): void {
    free -= change;
    taken.change(owner, change);
    if (crowd !== undefined) takenByCrowd.change(crowd, change);
  }

  function take(by: SeatOwner, grant: () => void): void {
    count(by, 1);
    grant();
  }

  /** Whose turn it is has theirs, and then stands behind all others. */
  function serveNext(): void {
    for (const [owner, { by, wishes }] of waiting) {
      if (!mayTake(by)) continue;
      const [grant, ...others] = wishes;
      waiting.delete(owner);
      if (others.length > 0) waiting.set(owner, { by, wishes: others });
      if (grant !== undefined) take(by, grant);
      return;
    }
  }

  function withdraw({ owner }: SeatOwner, grant: () => void): void {
    const wishes = waiting.get(owner)?.wishes;
    const place = wishes?.indexOf(grant) ?? -1;
    if (wishes === undefined || place < 0) return;
    wishes.splice(place, 1);
    if (wishes.length === 0) waiting.delete(owner);
  }

  return {
    ask(by, grant) {
      // Who waits while a seat is free has its share already, or its crowd has, so nobody is overtaken here.
      if (mayTake(by)) take(by, grant);
      else {
        const wishes = waiting.get(by.owner)?.wishes;
        if (wishes === undefined) waiting.set(by.owner, { by, wishes: [grant] });
        else wishes.push(grant);
      }
      return () => withdraw(by, grant);
    },
    release(by) {
      count(by, -1);
      serveNext();
    },
  };
}

function countSeats() {
  const counts = new Map<string, number>();
  const of = (name: string): number => counts.get(name) ?? 0;
  return {
    of,
    change: (name: string, change: number): void => {
      const now = of(name) + change;
      if (now > 0) counts.set(name, now);
      else counts.delete(name);
    },
  };
}
