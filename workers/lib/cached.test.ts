import { describe, expect, it } from "vitest";
import { cached } from "./cached";

/** A source whose reads end when the test says so, and a clock that the test moves. */
function source(worth: (text: string) => boolean = () => true) {
  const reads: PromiseWithResolvers<string | undefined>[] = [];
  const clock = { ms: 0 };
  const value = cached<string>(
    () => {
      const read = Promise.withResolvers<string | undefined>();
      reads.push(read);
      return read.promise;
    },
    { freshMs: 2_000, staleMs: 10_000, worth, now: () => clock.ms, keepAlive: () => {} },
  );
  const first = async (text: string | undefined) => {
    const asked = value.get();
    reads[0]?.resolve(text);
    return asked;
  };
  return { value, reads, clock, first };
}

describe("kept", () => {
  it("[C4] those who ask at once share one read", async () => {
    const { value, reads } = source();
    const asked = [value.get(), value.get(), value.get()];
    reads[0]?.resolve("soup");
    expect([await Promise.all(asked), reads.length]).toEqual([["soup", "soup", "soup"], 1]);
  });

  it("[C5] a fresh value is given without a read, a stale one while a new one is read", async () => {
    const { value, reads, clock, first } = source();
    await first("soup");
    clock.ms = 1_999;
    expect([await value.get(), reads.length]).toEqual(["soup", 1]);
    clock.ms = 2_000;
    expect([await value.get(), await value.get(), reads.length]).toEqual(["soup", "soup", 2]);
    reads[1]?.resolve("salad");
    await reads[1]?.promise;
    expect([await value.get(), reads.length]).toEqual(["salad", 2]);
  });

  it("[C6] a value too old is waited for", async () => {
    const { value, reads, clock, first } = source();
    await first("soup");
    clock.ms = 10_000;
    const asked = value.get();
    reads[1]?.resolve("salad");
    expect(await asked).toBe("salad");
  });

  it("[C7] a read that fails keeps the old value, and the next one tries again", async () => {
    const { value, reads, clock, first } = source();
    await first("soup");
    clock.ms = 2_500;
    await value.get();
    reads[1]?.reject(new Error("D1 is away"));
    await expect(reads[1]?.promise).rejects.toThrow("D1 is away");
    expect([await value.get(), reads.length]).toEqual(["soup", 3]);
  });

  it("[C8] a read that takes too long is outranked by the next one", async () => {
    const { value, reads, clock, first } = source();
    await first("soup");
    clock.ms = 3_000;
    await value.get();
    clock.ms = 8_000;
    expect([await value.get(), reads.length]).toEqual(["soup", 3]);
    reads[2]?.resolve("newest");
    await reads[2]?.promise;
    reads[1]?.resolve("older");
    await reads[1]?.promise;
    expect([await value.get(), reads.length]).toEqual(["newest", 3]);
  });

  it("[C9] nothing is not kept, nor what is not worth it", async () => {
    const nothing = source();
    await nothing.first(undefined);
    void nothing.value.get();
    const unworthy = source((text) => text !== "half-done");
    await unworthy.first("half-done");
    void unworthy.value.get();
    expect([nothing.reads.length, unworthy.reads.length]).toEqual([2, 2]);
  });
});
