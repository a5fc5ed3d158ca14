import { describe, expect, it } from "vitest";
import { FeedRegistrations } from "./feed-registrations";

/** Links whose calls are a list, and whose answers are given by hand. */
function links() {
  const calls: string[] = [];
  const open: PromiseWithResolvers<void>[] = [];
  const wanted = new Set<string>();
  const call = (name: string) => (feed: string) => {
    calls.push(`${name} ${feed}`);
    const answer = Promise.withResolvers<void>();
    open.push(answer);
    return answer.promise;
  };
  const made = new FeedRegistrations({ wanted: (feed) => wanted.has(feed), listen: call("listen"), unlisten: call("unlisten") });
  return {
    calls,
    join: (feed: string) => (wanted.add(feed), made.join(feed, "global")),
    leave: (feed: string) => (wanted.delete(feed), made.leave(feed, "global")),
    answer: async (error?: Error) => {
      await expect.poll(() => open.length).toBeGreaterThan(0);
      const next = open.shift();
      if (error) next?.reject(error);
      else next?.resolve();
    },
  };
}

describe("links to feeds", () => {
  it("[G9] two joins ask once, and both wait for the answer", async () => {
    const { calls, join, answer } = links();
    const done: number[] = [];
    const both = [join("f").then(() => done.push(1)), join("f").then(() => done.push(2))];
    await Promise.resolve();
    expect(done).toEqual([]);
    await answer();
    await Promise.all(both);
    expect({ calls, done }).toEqual({ calls: ["listen f"], done: [1, 2] });
  });

  it("[G9] feeds do not wait for one another", async () => {
    const { calls, join } = links();
    void join("f");
    void join("g");
    await expect.poll(() => calls).toEqual(["listen f", "listen g"]);
  });

  it("[G9] a leave goes out only after the join before it was answered", async () => {
    const { calls, join, leave, answer } = links();
    const joined = join("f");
    await expect.poll(() => calls).toEqual(["listen f"]);
    const left = leave("f");
    await Promise.resolve();
    expect(calls).toEqual(["listen f"]);
    await answer();
    await joined;
    await answer();
    await left;
    expect(calls).toEqual(["listen f", "unlisten f"]);
  });

  it("[G9] who comes after the last one went asks anew, for the feed may have dropped us in between", async () => {
    const { calls, join, leave, answer } = links();
    const joined = join("f");
    await answer();
    await joined;
    const settled = [leave("f"), join("f")];
    await answer();
    await Promise.all(settled);
    expect(calls).toEqual(["listen f", "listen f"]);
  });

  it("[G9] so does who comes after the last one went while the feed was being asked", async () => {
    const { calls, join, leave, answer } = links();
    const first = join("f");
    await expect.poll(() => calls).toEqual(["listen f"]);
    const rest = [leave("f"), join("f")];
    await answer();
    await first;
    await answer();
    await Promise.all(rest);
    expect(calls).toEqual(["listen f", "listen f"]);
  });

  it("[G9] a failure is told to who asked, and the next one asks again", async () => {
    const { calls, join, answer } = links();
    const failed = expect(join("f")).rejects.toThrow("gone");
    await answer(new Error("gone"));
    await failed;
    const again = join("f");
    await answer();
    await again;
    expect(calls).toEqual(["listen f", "listen f"]);
  });
});
