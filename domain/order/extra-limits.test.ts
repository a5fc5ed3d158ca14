import { describe, expect, it } from "vitest";
import type { OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, card, creating, given, guest, history, id, mover, till } from "./given.fixture";

const keys = (many: number, size = 1, from = 0) =>
  Object.fromEntries(Array.from({ length: many }, (_, n) => [`k${from + n}`, "x".repeat(size)]));
const store = (extra: Record<string, string>, ...remove: string[]): OrderCommand => ({ type: "StoreExtra", store: extra, remove });
const storeOnLines = (lines: number[], extra: Record<string, string>): OrderCommand => ({
  type: "StoreLinesExtra",
  lines: lines.map(id),
  store: extra,
});
const fullLine = (n: number) => ({ code: "too-many-extras", limit: 32, line: id(n) });
const log = history([creating, guest], [append(asked(1, "soup", { quantity: 9 }), asked(2, "cola")), guest]);
const after = (events: OrderEvent[], command: OrderCommand, actor = guest) => [
  ...events,
  ...given(...events)
    .when(command, actor)
    .events(),
];

describe("how much is noted", () => {
  it("[O414] an order has 64 extras at most, whoever stores them", () => {
    const refused = { code: "too-many-extras", limit: 64 };
    given()
      .when({ ...creating, extra: keys(65) }, guest)
      .refuses(refused);
    const full = history([{ ...creating, extra: keys(64) }, guest], [append(asked(1, "soup")), guest]);
    for (const actor of [guest, till])
      given(...full)
        .when(store({ one: "more" }), actor)
        .refuses(refused);
    given(...full)
      .when(store({ one: "more" }, "k0"))
      .gives({ type: "ExtraStored" });
    given(...full)
      .when(store({ k1: "y" }))
      .gives({ type: "ExtraStored" });
  });

  it("[O414] a line has 32 extras at most, and is named", () => {
    given()
      .when({ ...creating, append: { venue: "v1", lines: [asked(1, "soup", { extra: keys(33) })] } }, guest)
      .refuses(fullLine(1));
    given(...log)
      .when(append(asked(3, "soup"), asked(4, "soup", { extra: keys(33) })))
      .refuses(fullLine(4));
    const full = after(log, storeOnLines([2], keys(32)));
    given(...full)
      .when(storeOnLines([1, 2], { one: "more" }))
      .refuses(fullLine(2));
    given(...full)
      .when(storeOnLines([1], { one: "more" }))
      .gives({ type: "LinesExtraStored" });
  });

  it("[O414] an order that has more from before keeps it, and may have less", () => {
    const [created] = history([creating, guest]);
    if (created?.type !== "OrderCreated") throw new Error("not created");
    const old = [{ ...created, extra: keys(230) }];
    given(...old)
      .when(store({ k0: "y" }))
      .gives({ type: "ExtraStored" });
    given(...old)
      .when(store({ one: "more" }, "k0", "k1"))
      .gives({ type: "ExtraStored" });
    given(...old)
      .when(store({ one: "more" }))
      .refuses({ code: "too-many-extras", limit: 64 });
  });

  it("[O415] the extras of an order, its lines and what it has sent have 262144 characters at most, however they came", () => {
    const refused = { code: "extras-too-large", limit: 262_144 };
    const lines = Array.from({ length: 7 }, (_, n) => asked(10 + n, "cola", { extra: keys(32, 1_000) }));
    const large = after(log, append(...lines)); // 7 × 32 × about 1,002 characters
    given(...large)
      .when(append(asked(3, "soup"), asked(4, "cola", { extra: keys(32, 1_000) }), asked(5, "cola", { extra: keys(32, 1_000) })))
      .refuses(refused);
    given(...large)
      .when(store(keys(60, 1_000)))
      .refuses(refused);
    given(...large)
      .when(storeOnLines([1, 2], keys(32, 1_000)))
      .refuses(refused);
    const parts = [1, 31, 32].map((n) => ({ id: id(n), quantity: 3 }));
    given(...after(large, storeOnLines([1], keys(32, 600))))
      .when({ type: "SplitLine", line: id(1), parts })
      .refuses(refused);
    const sent = after(large, { type: "ReleaseLines", transfer: id(70), to: id(71), lines: lines.map((line) => line.id), merge: false });
    given(...sent)
      .when(storeOnLines([1, 2], keys(32, 1_000)))
      .refuses(refused);
    const [transfer] = given(...sent).order.transfers;
    if (!transfer) throw new Error("nothing left");
    const other = history(
      [creating, guest],
      [append(asked(40, "cola", { extra: keys(32, 1_000) }), asked(41, "cola", { extra: keys(32, 1_000) })), guest],
    );
    given(...other)
      .when(
        {
          type: "ReceiveLines",
          transfer: id(70),
          from: id(71),
          by: "ann",
          currency: card.currency,
          buckets: transfer.buckets,
          comments: [],
        },
        mover,
      )
      .refuses(refused);
    given(...large)
      .when(append(asked(3, "soup")))
      .gives({ type: "LinesAppended" });
  });

  it("[O414] nothing stored and nothing removed is no change", () => {
    const nothing: OrderCommand[] = [store({}), storeOnLines([1], {})];
    for (const command of nothing)
      expect(
        given(...log)
          .when(command)
          .events(),
      ).toEqual([]);
  });
});
