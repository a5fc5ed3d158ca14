// Work that takes the whole thread for long (a password hash) is let through one by one, and only so many may wait.

const LOOK_AGAIN_MS = 20;

/**
 * `places` run at a time, `seats` more may wait; who comes then is turned away.
 * A place is given up after `leaseMs` at the latest, so that a request that was cut off in here cannot close the gate.
 */
export function hashQueue(places: number, seats: number, leaseMs = 30_000) {
  const line: { since: number }[] = [];
  return {
    /**
     * `undefined`: turned away, nothing was run. A Worker should hand the promise to `waitUntil`,
     * so that it leaves even when its caller hangs up.
     */
    async run<T>(work: () => Promise<T>): Promise<{ value: T } | undefined> {
      while (line[0] && Date.now() - line[0].since > leaseMs) line.shift();
      if (line.length >= places + seats) return undefined;
      const ticket = { since: Date.now() };
      line.push(ticket);
      try {
        // Each looks for itself: the runtime does not let one request wake another. The first look comes a turn later,
        // so that others are served, and counted here, between two runs.
        do await pause();
        while (line.indexOf(ticket) >= places);
        return { value: await work() };
      } finally {
        if (line.includes(ticket)) line.splice(line.indexOf(ticket), 1);
      }
    },
  };
}

const pause = () => new Promise<void>((resume) => setTimeout(resume, LOOK_AGAIN_MS));
