import { describe, expect, it } from "vitest";
import { envelope, given, guest, history, append, asked, creating, till } from "../../domain/order/given.fixture";
import { initial } from "../../domain/order/state";
import { err, ok, type Result } from "../../domain/result";
import type { Hold } from "../../protocol/hold";
import type { Kept, Shortage } from "../../protocol/venue";
import { Checkout, type CommandDecider, type Committed, type HoldsGranted, type Participant, type HoldsNeeded } from "./checkout";

const order = given(...history([creating, guest], [append(asked(1, "soup")), guest])).order;
function wants(...names: string[]): HoldsNeeded {
  const venues = names.map((venue) => ({ venue, takes: [{ line: "l", items: [{ product: "soup", quantity: 1 }] }], gives: [] }));
  return { before: initial, events: [], order, deltas: venues, venues };
}
const asking = envelope({ type: "CompleteOrder" }, guest);

/** For an order that stands still. */
const deciding = (commit: (granted?: HoldsGranted) => Committed<string>): CommandDecider<string> => ({
  commit,
  hasMoved: () => false,
  refuse: ({ code }) => code,
});

/** Venues that answer as they are told, and what they heard. */
function street(answers: Record<string, () => Promise<Result<Kept, Shortage>>>) {
  const heard: string[] = [];
  const venue = (_: unknown, name: string): Participant => ({
    hold: (hold: Hold) => {
      heard.push(`hold ${hold.id} at ${name}`);
      return (answers[name] ?? (() => Promise.resolve(ok({}))))();
    },
    confirm: () => Promise.resolve(),
    release: (id: string) => {
      heard.push(`release ${id} at ${name}`);
      return Promise.resolve();
    },
  });
  let ids = 0;
  const checkout = new Checkout({ venue, newId: () => `h${++ids}`, now: () => 0 });
  const run = (first: HoldsNeeded, commit: (granted?: HoldsGranted) => Committed<string>) => checkout.run(asking, first, deciding(commit));
  return { heard, checkout, run };
}
const done = (granted?: HoldsGranted): Committed<string> => ({ answer: `committed under ${granted?.id}`, used: granted !== undefined });

const down = () => Promise.reject(new Error("down"));

describe("checkout", () => {
  it("[Q80] every venue is asked under one id before the order commits, and says how fast it is", async () => {
    const { heard, run, checkout } = street({ v1: () => Promise.resolve(ok({ paceMs: 60_000 })) });
    const answer = await run(wants("v1", "v2"), (granted) => {
      expect([granted?.prepTimes, granted?.unreached, checkout.isPending(granted?.id ?? "")]).toEqual([{ v1: 60_000 }, [], true]);
      return done(granted);
    });
    expect([answer, heard, checkout.isPending("h1")]).toEqual(["committed under h1", ["hold h1 at v1", "hold h1 at v2"], false]);
  });
  it("[Q81] what one venue refuses the order refuses, and what the others keep is given back", async () => {
    const { heard, run } = street({
      v2: () => Promise.resolve(err({ code: "sold-out", products: [{ product: "soup", wanted: 1, left: 0 }] })),
    });
    expect(await run(wants("v1", "v2"), done)).toBe("sold-out");
    expect(heard).toEqual(["hold h1 at v1", "hold h1 at v2", "release h1 at v1", "release h1 at v2"]);
  });
  it("[Q82] an order that has moved meanwhile is decided again, and needs what it needs then", async () => {
    const { heard, run } = street({});
    const moved: Committed<string>[] = [{ needed: wants("v2") }];
    expect(await run(wants("v1"), (granted) => moved.shift() ?? done(granted))).toBe("committed under h2");
    expect(heard).toEqual(["hold h1 at v1", "release h1 at v1", "hold h2 at v2"]);
  });
  it("[Q82] what is not needed any more is given back, and an order that never stands still says that it is busy", async () => {
    const unneeded = street({});
    expect(await unneeded.run(wants("v1"), () => ({ answer: "refused", used: false }))).toBe("refused");
    expect(unneeded.heard).toEqual(["hold h1 at v1", "release h1 at v1"]);
    const restless = street({});
    expect(await restless.run(wants("v1"), () => ({ needed: wants("v1") }))).toBe("order-contended");
    expect(restless.heard.filter((word) => word.startsWith("release"))).toHaveLength(5);
  });
  it("[Q125] what comes to nothing leaves who waits for it refused, and nobody waits for who came later", async () => {
    const soldOut = err({ code: "sold-out" as const, products: [] });
    const answers: PromiseWithResolvers<Result<Kept, Shortage>>[] = [];
    const { run } = street({
      v1: () => {
        const answer = Promise.withResolvers<Result<Kept, Shortage>>();
        answers.push(answer);
        return answer.promise;
      },
    });
    const ended: string[] = [];
    const runs = ["first", "second"].map((name) => run(wants("v1"), done).then((answer) => ended.push(`${name} ${answer}`)));
    answers[1]?.resolve(soldOut);
    await scheduler.wait(1);
    expect(ended).toEqual([]);
    answers[0]?.resolve(soldOut);
    await Promise.all(runs);
    expect(ended).toEqual(["first sold-out", "second sold-out"]);
  });
  it("[Q83] a venue that cannot be reached refuses, unless it has said that it sells on", async () => {
    expect(await street({ v1: down }).run(wants("v1"), done)).toBe("venue-unreachable");
    const selling: HoldsNeeded = {
      ...wants("v1"),
      order: { ...order, buckets: order.buckets.map((bucket) => ({ ...bucket, whenUnreachable: "sell" })) },
    };
    let unreached: string[] | undefined;
    await street({ v1: down }).run(selling, (granted) => {
      unreached = granted?.unreached;
      return done(granted);
    });
    expect(unreached).toEqual(["v1"]);
  });
  it("[Q84] limits are those of who asks", async () => {
    const limits: string[] = [];
    const venue = (): Participant => ({
      hold: (hold) => {
        limits.push(hold.limits);
        return Promise.resolve(ok({}));
      },
      confirm: () => Promise.resolve(),
      release: () => Promise.resolve(),
    });
    const checkout = new Checkout({ venue, newId: () => "h", now: () => 0 });
    for (const who of [guest, till]) {
      await checkout.run(envelope({ type: "CompleteOrder" }, who), wants("v1"), deciding(done));
    }
    expect(limits).toEqual(["all", "stock"]);
  });
});
