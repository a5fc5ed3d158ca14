import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Showing } from "../../protocol/feed";
import { Resume } from "./resume";

const state = (order: string, seq: number): Showing => ({ topic: "kds", body: `${order}${seq}`, of: { order, seq, open: true } });

describe("catching up", () => {
  it("[G16] what happens while the missed is asked for comes after it, and not at all when the missed has it or the listener had it", () => {
    const catching = new Resume();
    expect([state("a", 4), state("a", 6), state("b", 1)].map((one) => catching.passes(one, 0))).toEqual([false, false, false]);
    expect(
      catching
        .done(
          new Map([
            ["a", 3],
            ["b", 1],
          ]),
          [state("a", 5)],
          0,
        )
        .map(({ body }) => body),
    ).toEqual(["a5", "a6"]);
    expect(catching.passes(state("a", 5), 1)).toBe(false);
    expect(catching.passes(state("a", 7), 1)).toBe(true);
  });

  it("[G16] words that are of no order wait, and come", () => {
    const catching = new Resume();
    const word: Showing = { topic: "notifications", body: "refused" };
    expect(catching.passes(word, 0)).toBe(false);
    expect(catching.done(new Map(), [], 0)).toEqual([word]);
    expect(catching.passes(word, 0)).toBe(true);
  });

  it("[G16] however news and answers mix, an order's states never go back", () => {
    const news = fc.array(fc.record({ order: fc.constantFrom("a", "b"), step: fc.integer({ min: 1, max: 3 }) }));
    fc.assert(
      fc.property(news, fc.nat(20), (happened, asked) => {
        const catching = new Resume();
        const newest = new Map<string, number>();
        const shown = new Map<string, number>();
        const show = ({ of }: Showing) => {
          if (!of) return;
          expect(of.seq).toBeGreaterThan(shown.get(of.order) ?? 0);
          shown.set(of.order, of.seq);
        };
        const answer = () => catching.done(new Map(), [...newest].map(([order, seq]) => state(order, seq)), 0); // prettier-ignore
        happened.forEach(({ order, step }, index) => {
          const seq = (newest.get(order) ?? 0) + step;
          newest.set(order, seq);
          // The order has changed, and its word is on its way: what is asked for now may have it already.
          if (index === asked) answer().forEach(show);
          if (catching.passes(state(order, seq), 0)) show(state(order, seq));
        });
        if (asked < happened.length) expect(shown).toEqual(newest);
      }),
    );
  });
});
