import { expect, it } from "vitest";
import { SerialQueue } from "./serial-queue";

it("[OL21] what comes over one socket is dealt with one by one, also when something fails, and no more waits than may come at once", async () => {
  const lane = new SerialQueue(3, 1000, 0);
  const log: string[] = [];
  const held = Promise.withResolvers<void>();
  const task =
    (name: string, wait: Promise<void> = Promise.resolve()) =>
    async () => {
      log.push(`${name} begins`);
      await wait;
      log.push(`${name} ends`);
    };
  expect(lane.room(0)).toBe(0);
  const first = lane.run(task("a", held.promise));
  const second = lane.run(() => Promise.reject(new Error("broken")));
  const third = lane.run(task("b"));
  expect(lane.room(1000)).toBe(1);
  held.resolve();
  await first;
  await expect(second).rejects.toThrow("broken");
  await third;
  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  expect(lane.room(2000)).toBe(0);
});
