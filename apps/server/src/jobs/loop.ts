/** Runs a step again and again: at once while there was work, after a pause when there was none or it failed. */
export type Loop = { readonly poke: () => void; readonly stop: () => Promise<void> };

export function loop(step: () => Promise<number>, pauseMs: number, onError: (error: unknown) => void): Loop {
  const state = { stopped: false };
  let wake: () => void = () => undefined;
  const run = async (): Promise<void> => {
    while (!state.stopped) {
      const worked = await step().catch((error: unknown) => {
        onError(error);
        return 0;
      });
      if (worked > 0 || state.stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = run();
  return {
    poke: () => wake(),
    stop: async () => {
      state.stopped = true;
      wake();
      await running;
    },
  };
}
