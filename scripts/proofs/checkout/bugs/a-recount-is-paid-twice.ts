// A line that needs more gives back what it has, of a former count, and takes the whole of it from the present one.
import { Holds as Real } from "../../../../durable-objects/venue/holds.ts";

export class Holds extends Real {
  readonly #has = new Map<string, number>();

  override hold(hold: Parameters<Real["hold"]>[0], now: number): ReturnType<Real["hold"]> {
    const takes = hold.takes.map(({ line, items }) => ({
      line,
      items: items.map(({ product, quantity }) => {
        const key = `${line} ${product}`;
        const whole = (this.#has.get(key) ?? 0) + quantity;
        this.#has.set(key, whole);
        return { product, quantity: whole };
      }),
    }));
    return super.hold({ ...hold, takes }, now);
  }
}
