import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closing, escaped, explained, messages, messagesIn } from "./sockjs";

/** Any text, half of a surrogate pair included. */
const text = fc.string({ unit: "binary" });

describe("SockJS frames", () => {
  it("[SJ4] texts that are framed are read again, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const framed = messages(texts);
        expect(framed[0]).toBe("a");
        expect(messagesIn(framed.slice(1), "array")).toEqual({ ok: true, value: texts });
      }),
    );
  });

  it("[SJ4] parts that are escaped one by one are the whole escaped", () => {
    fc.assert(
      fc.property(text, text, (head, tail) => {
        expect(`["${escaped(`${head}\n`)}${escaped(tail)}"]`).toBe(JSON.stringify([`${head}\n${tail}`]));
      }),
    );
  });

  it("[SJ4] a close tells its code and its reason", () => {
    expect(closing(2010, 'say "no"')).toBe('c[2010,"say \\"no\\""]');
  });

  it.each([
    ["", "array", "Payload expected."],
    ['["x', "array", "Broken JSON encoding."],
    ["hello", "array", "Broken JSON encoding."],
    ['"x"', "array", "Payload expected."],
    ["[1]", "array or string", "Payload expected."],
    ['["a",["b"]]', "array", "Payload expected."],
    ["null", "array or string", "Payload expected."],
    ['{"length":1,"0":"a"}', "array", "Payload expected."],
    [`"${"x".repeat(64 * 1024)}"`, "array or string", "Payload too large."],
  ] as const)("[SJ5] %.20s where %s may stand is refused", (piece, alone, fault) => {
    expect(messagesIn(piece, alone)).toEqual({ ok: false, error: fault });
    expect(explained[fault]).toMatch(/\. It (must|may) /);
  });

  it("[SJ5] anything gives texts or a fault", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), fc.constantFrom("array" as const, "array or string" as const), (piece, alone) => {
        const found = messagesIn(piece, alone);
        expect(found.ok ? found.value.every((one) => typeof one === "string") : found.error in explained).toBe(true);
      }),
    );
  });

  it("[SJ9] an empty array says nothing, and over a websocket a text may stand alone", () => {
    expect(messagesIn("[]", "array")).toEqual({ ok: true, value: [] });
    expect(messagesIn('"x"', "array or string")).toEqual({ ok: true, value: ["x"] });
  });
});
