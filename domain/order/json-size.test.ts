import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonSize } from "./json-size";

it("[O573] an order is weighed by the characters of its JSON", () => {
  const plain = fc.jsonValue({ maxDepth: 5, stringUnit: fc.constantFrom("a", "ż", "1", " ") });
  fc.assert(
    fc.property(plain, (value) => {
      const text = JSON.stringify(value);
      expect(jsonSize(value)).toBeGreaterThanOrEqual(text.length);
      expect(jsonSize(value)).toBeLessThanOrEqual(text.length + (text.match(/[,:[{]/g)?.length ?? 0) * 3);
    }),
  );
});
