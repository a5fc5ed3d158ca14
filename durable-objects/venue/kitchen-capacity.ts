// How much the venue's kitchen can take, as its document last said.
import { Capacity } from "../../domain/venue/capacity";
import type { Facts } from "./facts";

export class KitchenCapacity {
  readonly #facts: Facts;
  #revision = 0;
  #capacity: Capacity | null = null;

  constructor(facts: Facts) {
    this.#facts = facts;
    const stored = facts.get("capacity");
    if (stored === undefined) return;
    const { revision, capacity }: { revision: number; capacity: unknown } = JSON.parse(stored);
    this.#revision = revision;
    this.#capacity = capacity === null ? null : Capacity.parse(capacity);
  }

  get revision(): number {
    return this.#revision;
  }

  /** Null: as much as comes. */
  get capacity(): Capacity | null {
    return this.#capacity;
  }

  /** What was said before it is not taken. */
  set(revision: number, capacity: Capacity | null): void {
    if (revision <= this.#revision) return;
    this.#facts.set("capacity", JSON.stringify({ revision, capacity }));
    this.#revision = revision;
    this.#capacity = capacity;
  }
}
