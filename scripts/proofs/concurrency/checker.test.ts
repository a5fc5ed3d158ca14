import { describe, expect, it } from "vitest";
import { violations } from "./checker.ts";
import type { Ask, Command, History, Operation, Shown } from "./history.ts";
import { after } from "./model.ts";

const prices = { cola: 700 };
const line = (id: string) => ({ id, product: "cola", quantity: 1, by: "ann", comments: [] });
const start: Shown = { seq: 2, total: 700, lines: [line("first")], comments: [], extra: {} };

/** The order after these asks of Ann's; lines are named by the event that makes them. */
const made = (...asks: Ask[]): Shown =>
  asks.reduce((state, ask) => after(state, ask, { by: "ann", lines: ask.do === "append" ? [`line-${state.seq + 1}`] : [] }, prices), start);

const append: Ask = { do: "append", lines: ["cola"] };
const say = (text: string): Ask => ({ do: "comment", text });
const dear: Ask = { do: "quantity", line: "first", quantity: 3 };
const gone: Ask = { do: "remove", lines: ["first"] };

type When = [sent: number, answered: number];
const who = { client: "phone", user: "ann" };
const applied = (key: string, ask: Ask, [sent, answered]: When, shown: Shown, lines: string[] = []): Command => ({
  ...who,
  read: false,
  key,
  ask,
  sent,
  answered,
  answer: { kind: "applied", key, lines, shown },
});
const refused = (key: string, ask: Ask, [sent, answered]: When, code: string, actual?: number, ifSeq?: number): Command => ({
  ...who,
  read: false,
  key,
  ask,
  sent,
  answered,
  ifSeq,
  answer: { kind: "refused", code, actual },
});
const read = ([sent, answered]: When, shown: Shown): Operation => ({ ...who, read: true, sent, answered, answer: { kind: "read", shown } });

/** The socket tells one event after the other; `keys` are their commands', `asks` what they did. */
function told(keys: readonly string[], asks: readonly Ask[], heard = 100): History["pushes"] {
  return keys.map((key, index) => ({ heard, events: [{ seq: start.seq + 1 + index, key }], shown: made(...asks.slice(0, index + 1)) }));
}
const checked = (operations: Operation[], pushes: History["pushes"]) => violations({ start, prices, operations, pushes });

const [one, both] = [made(append), made(append, say("b"))];
const a = applied("a", append, [1, 4], one, ["line-3"]);
const b = applied("b", say("b"), [2, 3], both);
const pushes = told(["a", "b"], [append, say("b")]);

describe("the checker", () => {
  it("[R40] what one order can have answered that takes one command after the other, is no violation, whoever was answered first", () => {
    expect(checked([a, b, read([5, 6], both)], pushes)).toEqual([]);
    expect(checked([a, b, applied("a", append, [7, 8], both, ["line-3"]), read([9, 10], both)], pushes)).toEqual([]);
  });

  it("[R41] a number that is missing, used twice or out of turn is found, and an order told under another's number", () => {
    const [first, second] = pushes;
    if (!first || !second) throw new Error("two changes were told");
    expect(checked([a, b], [second])).toEqual(["event 4 was told where 3 was due"]);
    expect(checked([a, b], [first, first])).toEqual(["event 3 was told where 4 was due"]);
    expect(checked([a, b], [second, first])).toContain("event 4 was told where 3 was due");
    expect(checked([a, b], [first, { ...second, shown: one }])).toEqual(["the socket told event 4 with the order of event 3"]);
  });

  it("[R42] each number is one command's, and each command has one at most, and one at least if it was acknowledged", () => {
    expect(checked([a, b], told(["a", "a"], [append, say("b")]))).toContain("a has two effects, 3 and 4");
    expect(checked([a], pushes)).toContain("nobody asked for event 4 (b)");
    expect(checked([a, b], told(["a"], [append]))).toContain("b was acknowledged and has no effect");
    expect(checked([a, refused("b", say("b"), [2, 3], "line-not-found")], pushes)).toContain("b was refused and has an effect, 4");
  });

  it("[R42] a quantity that is so already needs no number, and one that is not does", () => {
    const same: Ask = { do: "quantity", line: "first", quantity: 1 };
    expect(checked([applied("q", same, [1, 2], start)], [])).toEqual([]);
    expect(checked([applied("q", dear, [1, 2], start)], [])).toEqual(["q was acknowledged and has no effect"]);
  });

  it("[R43] who was answered before another was sent has the smaller number", () => {
    const early = applied("b", say("b"), [1, 2], both);
    const late = applied("a", append, [3, 4], both, ["line-3"]);
    expect(checked([late, early], pushes)).toContain("b was answered before a was sent, and is later: 4");
  });

  it("[R44] no answer goes back behind what was seen before it was asked for, nor behind its own effect", () => {
    expect(checked([a, b, read([5, 6], one)], pushes)).toEqual(["a read of phone goes back to 3: 4 had been seen before it was asked"]);
    expect(checked([a, applied("b", say("b"), [2, 3], one)], pushes)).toEqual(["the answer to b shows 3, before its own effect 4"]);
  });

  it("[R44] no answer and no socket knows what nobody had asked for yet", () => {
    const late = applied("b", say("b"), [5, 6], both);
    expect(checked([a, late, read([1, 4], both)], pushes)).toEqual(["a read of phone knows 4, which nobody had asked for yet"]);
    expect(checked([a, late], told(["a", "b"], [append, say("b")], 4))).toEqual(["the socket knows 4, which nobody had asked for yet"]);
  });

  it.each<[string, Partial<Shown>]>([
    ["lines", { lines: [] }],
    ["total", { total: 1 }],
    ["comments", { comments: ["bob: b"] }],
    ["extra", { extra: { table: "7" } }],
  ])("[R45] other %s than all effects up to there make are found, in an answer, a read and on the socket", (field, wrong) => {
    const odd = { ...both, ...wrong };
    const finds = (teller: string) => expect.stringContaining(`${teller} shows other ${field} at 4`);
    expect(checked([a, applied("b", say("b"), [2, 3], odd)], pushes)).toEqual([finds("the answer to b")]);
    expect(checked([a, b, read([5, 6], odd)], pushes)).toEqual([finds("a read of phone")]);
    expect(
      checked(
        [a, b],
        pushes.map((push) => (push.shown.seq === 4 ? { ...push, shown: odd } : push)),
      ),
    ).toEqual([finds("the socket")]);
  });

  it("[R46] a command is refused for what was so between its request and its answer, and only then", () => {
    const removal = applied("gone", gone, [1, 4], made(gone));
    const removed = told(["gone"], [gone]);
    expect(checked([removal, refused("late", dear, [2, 3], "line-not-found")], removed)).toEqual([]);
    expect(checked([{ ...removal, sent: 5, answered: 6 }, refused("early", dear, [1, 2], "line-not-found")], removed)).toEqual([
      "early was refused without reason: line-not-found",
    ]);
    expect(checked([a, b, refused("c", say("c"), [5, 6], "revision-mismatch", 4, 3)], pushes)).toEqual([]);
    expect(checked([a, b, refused("c", say("c"), [5, 6], "revision-mismatch", 3, 2)], pushes)).toHaveLength(1);
    expect(checked([a, b, refused("c", say("c"), [5, 6], "revision-mismatch", 4, 4)], pushes)).toHaveLength(1);
    expect(checked([a, b, refused("c", say("c"), [5, 6], "forbidden")], pushes)).toEqual(["c was refused without reason: forbidden"]);
  });

  it("[R46] a command is applied only where it was possible", () => {
    const asks = [gone, dear];
    const late = applied("late", dear, [2, 3], made(...asks));
    expect(checked([applied("gone", gone, [1, 4], made(gone)), late], told(["gone", "late"], asks))).toEqual([
      "late was applied to a line that was not there",
    ]);
    expect(checked([a, { ...b, ifSeq: 2 }], pushes)).toEqual(["b was for 2 only, and was applied after 3"]);
  });

  it("[R47] a reply is to what was asked, and the same when the command is repeated", () => {
    const another = { ...b, answer: { ...a.answer } };
    expect(checked([a, another], pushes)).toContain("phone asked b and got the reply to a");
    expect(checked([a, b, applied("a", append, [5, 6], both, ["line-9"])], pushes)).toContain("a made other lines when it was repeated");
    expect(checked([a, b, refused("a", append, [5, 6], "line-not-found")], pushes)).toContain(
      "a was refused at one time and not at another",
    );
    expect(checked([a, b, applied("c", append, [5, 6], both, ["line-3"])], pushes)).toContain("a and c made the same line");
    expect(checked([applied("a", append, [1, 4], one, []), b], pushes)).toContain("a made 0 lines, not 1");
  });
});
