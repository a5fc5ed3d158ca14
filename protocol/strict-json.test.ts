import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodedText, isDeeperThan, MAX_JSON_DEPTH, notUtf8, wasUtf8 } from "./strict-json";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

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

  it("[A101] is text in UTF-8, and what is not is no U+FFFD", () => {
    expect(decodedText(new TextEncoder().encode("zażółć"))).toEqual({ ok: true, value: "zażółć" });
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      expect(decodedText(Uint8Array.from(bytes))).toEqual({ ok: false, error: notUtf8 });
    }
    expect([wasUtf8("a\u{FFFD}b"), wasUtf8("zażółć")]).toEqual([false, true]);
  });
});
