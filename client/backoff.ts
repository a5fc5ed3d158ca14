// How long to wait before trying again. Full jitter: after an outage ten thousand clients come back spread evenly, not in waves.

const BASE_MS = 500;
const CAP_MS = 30_000;

/** Anything from nothing to `BASE_MS · 2^failures`, half a minute at most. `random`: from 0 to 1. */
export const fullJitter = (failures: number, random: number): number => random * Math.min(CAP_MS, BASE_MS * 2 ** failures);
