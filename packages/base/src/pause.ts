/** A rest between two rounds of a service, which somebody may end early. */
export type Pause = { take(): Promise<void>; end(): void };

export function createPause(ms: number): Pause {
  let end = (): void => undefined;
  return {
    take: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end(),
  };
}
