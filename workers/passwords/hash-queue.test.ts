import { describe, expect, it } from "vitest";
import { hashQueue } from "./hash-queue";

/** Work that ends when told to. */
function task() {
  const { promise, resolve } = Promise.withResolvers<string>();
  let begun = false;
  const work = () => {
    begun = true;
    return promise;
  };
  return { work, resolve, begun: () => begun };
}

describe("the gate before password hashing", () => {
  it("[A25] one runs, the next waits its turn, and who finds the seats taken is turned away", async () => {
    const hashing = hashQueue(1, 1);
    const [one, two, three] = [task(), task(), task()];
    const first = hashing.run(one.work);
    const second = hashing.run(two.work);
    expect(await hashing.run(three.work)).toBeUndefined();
    await expect.poll(one.begun).toBe(true);
    expect([two.begun(), three.begun()]).toEqual([false, false]);

    one.resolve("one");
    two.resolve("two");
    expect([await first, await second]).toEqual([{ value: "one" }, { value: "two" }]);
    expect(three.begun()).toBe(false);
  });

  it("[A26] work that fails frees its place", async () => {
    const hashing = hashQueue(1, 0);
    await expect(hashing.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await hashing.run(async () => "next")).toEqual({ value: "next" });
  });

  it("[A27] a place that is never left is given to somebody else in the end", async () => {
    const hashing = hashQueue(1, 0, 50);
    const stuck = task();
    void hashing.run(stuck.work);
    expect(await hashing.run(async () => "too early")).toBeUndefined();
    await expect.poll(() => hashing.run(async () => "later")).toEqual({ value: "later" });
    stuck.resolve("after all");
    expect(await hashing.run(async () => "and so on")).toEqual({ value: "and so on" });
  });
});
