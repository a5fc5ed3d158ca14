import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodedText, jsonFault, MAX_JSON_DEPTH, notUtf8, wasUtf8 } from "./strict-json";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const pointers = (text: string) => jsonFault(8, text)?.errors.map(({ pointer }) => pointer);

const isDeeperThan = (limit: number, text: string): boolean =>
  jsonFault(limit, text)?.errors.some(({ message }) => message.includes("depth")) ?? false;

describe("JSON from outside", () => {
  it("[A100] is as deep as its objects and lists, whatever brackets and quotes its strings hold", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6, stringUnit: fc.constantFrom("[", "{", "]", "}", '"', "\\", "a") }),
        fc.boolean(),
        (value, wide) => {
          const text = JSON.stringify(value, null, wide ? 2 : 0);
          const depth = depthOf(value);
          expect([isDeeperThan(depth, text), depth > 0 && isDeeperThan(depth - 1, text)]).toEqual([false, depth > 0]);
        },
      ),
    );
  });

  it("[A100] of any depth is looked at, and of any brokenness", () => {
    expect(isDeeperThan(MAX_JSON_DEPTH, "[".repeat(5_000_000))).toBe(true);
    for (const text of ["", '"', '"\\"', "]]]]", '{"a":"\\\\"']) expect(isDeeperThan(MAX_JSON_DEPTH, text)).toBe(false);
  });

  it("[A110] says whole characters, and no field that objects lose; what is wrong is named", () => {
    expect(
      [
        String.raw`"\ud83d"`,
        String.raw`{"a":["x","\uDC00\uD83D"]}`,
        String.raw`{"a":{"\udfff":1}}`,
        String.raw`{"b/c":{"__proto__":"x"}}`,
        String.raw`{"\u005f_proto\u005F\u005f":1}`,
      ].map(pointers),
    ).toEqual([["/"], ["/a/1"], ["/a"], ["/b~1c/__proto__"], ["/__proto__"]]);
    for (const text of [String.raw`"\ud83d\ude00"`, String.raw`"\\ud83d"`, `"__proto__"`, `{"proto":1}`, String.raw`"\ud83d`, "zażółć 😀"])
      expect(jsonFault(8, text)).toBeUndefined();
    expect(pointers("[".repeat(9))).toEqual(["/"]);
  });

  it("[A110] is refused for half a character just where a string of it is not well formed", () => {
    const strings = fc.string({ unit: fc.constantFrom("a", "\\", '"', "\ud83d", "\ude00", "u", "_") });
    fc.assert(
      fc.property(strings, (said) => {
        expect(jsonFault(8, JSON.stringify({ said })) === undefined).toBe(said.isWellFormed());
      }),
    );
  });

  it("[A101] is text in UTF-8, and what is not is no U+FFFD", () => {
    expect(decodedText(new TextEncoder().encode("zażółć"))).toEqual({ ok: true, value: "zażółć" });
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      expect(decodedText(Uint8Array.from(bytes))).toEqual({ ok: false, error: notUtf8 });
    }
    expect([wasUtf8("a\u{FFFD}b"), wasUtf8("zażółć")]).toEqual([false, true]);
  });
});
