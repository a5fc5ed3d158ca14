// What was shown of orders, held against what the orders themselves say that they were at that event.
import { createHash } from "node:crypto";
import type { Sighting } from "./subscription-kinds.ts";

type Shown = { order: string; seq: number; digest: string; by: string };

export class Truth {
  sightings = 0;
  readonly #states = new Map<string, Shown>();

  /** @returns how it differs from what another has been shown under the same number */
  saw({ order, seq, body }: Sighting, by: string): string | undefined {
    this.sightings++;
    const digest = digestOf(body);
    const known = this.#states.get(`${order} ${seq}`);
    if (!known) this.#states.set(`${order} ${seq}`, { order, seq, digest, by });
    return known && known.digest !== digest ? `event ${seq} of ${order} is not what ${known.by} was shown` : undefined;
  }

  get states(): readonly Shown[] {
    return [...this.#states.values()];
  }

  /** Whether `body` is what was shown. */
  static same = (shown: Pick<Shown, "digest">, body: unknown): boolean => shown.digest === digestOf(body);
}

const digestOf = (body: unknown): string =>
  createHash("sha1")
    .update(JSON.stringify(sorted(body)))
    .digest("base64");

/** The same value has one text, in whatever order its names were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
