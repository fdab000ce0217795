/** Sleeps until something happens, or a time has passed; what happens before somebody sleeps is not missed. */
export type Alarm = {
  /** Wakes whoever sleeps, or does so next. */
  readonly ring: () => void;
  /** Forgets what rang before: call it, then look at what there is to do, then sleep. */
  readonly reset: () => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Wakes for the end only. */
  readonly sleepThrough: (ms: number) => Promise<void>;
  /** From now on nobody sleeps any more. */
  readonly end: () => void;
};

export function createAlarm(): Alarm {
  let rang = false;
  let ended = false;
  let wake: () => void = () => undefined;
  const over = Promise.withResolvers<void>();

  async function pass(ms: number, ringing: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([promise, ringing, over.promise]);
    clearTimeout(timer);
  }

  return {
    ring: () => {
      rang = true;
      wake();
    },
    reset: () => void (rang = false),
    sleep: async (ms) => {
      if (rang || ended) return;
      const ringing = Promise.withResolvers<void>();
      wake = ringing.resolve;
      await pass(ms, ringing.promise);
    },
    sleepThrough: async (ms) => {
      if (!ended) await pass(ms, new Promise(() => undefined));
    },
    end: () => {
      ended = true;
      over.resolve();
    },
  };
}
