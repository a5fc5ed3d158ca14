// Both queues keep the same promises; the one in IndexedDB keeps them over reloads.
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import { append, asked, order } from "../domain/order/given.fixture";
import { indexedDbQueue } from "./indexeddb-queue";
import { openOrder } from "./order";
import { TestEnvironment, tokenOf } from "./environment.fixture";
import { memoryQueue, type QueuedCommand } from "./queue";
import { OrderServer } from "./server.fixture";

beforeEach(() => {
  Reflect.set(globalThis, "indexedDB", new IDBFactory());
});

const command = (id: string, more: Partial<QueuedCommand> = {}): QueuedCommand => ({
  id,
  order,
  command: "comment",
  body: id,
  scope: "one",
  at: 1,
  sent: false,
  held: false,
  ...more,
});

describe.each([
  ["in memory", memoryQueue],
  ["in IndexedDB", () => indexedDbQueue("test")],
])("a queue %s", (_, make) => {
  it("[TC13] gives back what was added, in that order, to whose it is", async () => {
    const queue = make();
    for (const id of ["b", "a", "c"]) await queue.add(command(id));
    await queue.add(command("d", { scope: "other" }));
    expect(await queue.all("one")).toEqual([command("b"), command("a"), command("c")]);
    expect(await queue.all("other")).toEqual([command("d", { scope: "other" })]);
    expect(await queue.all("nobody")).toEqual([]);
  });

  it("[TC13] remembers what became of a command until it is removed, and takes what is not there for removed", async () => {
    const queue = make();
    await queue.add(command("a"));
    await queue.add(command("b"));
    await queue.mark("a", { sent: true });
    await queue.mark("b", { held: true });
    await queue.mark("nobody", { sent: true });
    expect(await queue.all("one")).toEqual([command("a", { sent: true }), command("b", { held: true })]);
    await queue.remove("a");
    await queue.remove("a");
    expect(await queue.all("one")).toEqual([command("b", { held: true })]);
  });
});

describe("a queue in IndexedDB", () => {
  it("[TC14] keeps commands for the next page, and pages share it", async () => {
    const [first, second] = [indexedDbQueue("shared"), indexedDbQueue("shared")];
    await first.add(command("a"));
    await second.add(command("b"));
    expect((await indexedDbQueue("shared").all("one")).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(await indexedDbQueue("another").all("one")).toEqual([]);
  });

  it("[TC14] holds an id once", async () => {
    const queue = indexedDbQueue("once");
    await queue.add(command("a"));
    await expect(queue.add(command("a"))).rejects.toThrow();
    expect(await queue.all("one")).toHaveLength(1);
  });

  it("[TC14] says so where there is no IndexedDB, and works when there is one again", async () => {
    const queue = indexedDbQueue("absent");
    const there: unknown = Reflect.get(globalThis, "indexedDB");
    Reflect.deleteProperty(globalThis, "indexedDB");
    await expect(queue.add(command("a"))).rejects.toThrow();
    Reflect.set(globalThis, "indexedDB", there);
    await queue.add(command("a"));
    expect(await queue.all("one")).toHaveLength(1);
  });

  it("[TC14] a command that was given offline is sent by the page that comes after a reload, once and under its id", async () => {
    const place = new TestEnvironment();
    const server = new OrderServer(place);
    server.execute("lines", "ann", [], append(asked(1, "soup")));
    const page = () =>
      openOrder({
        baseUrl: "http://api.test",
        order,
        token: async () => tokenOf("ann", [], place.now(), 3600),
        queue: indexedDbQueue("page"),
        environment: place,
      });
    place.door = undefined;
    const before = page();
    void before.send("comment", "offline", { id: "mine" });
    await expect.poll(() => indexedDbQueue("page").all(`order/${order}`)).toHaveLength(1);
    before.close();
    expect(server.asked).toEqual([]);

    place.door = server.door;
    const after = page();
    await expect.poll(() => server.asked.map(({ id }) => id)).toEqual(["mine"]);
    await expect.poll(() => indexedDbQueue("page").all(`order/${order}`)).toEqual([]);
    expect(after.view().pending).toEqual([]);
    expect(server.view.comments).toMatchObject([{ comment: "offline" }]);
    after.close();
  });
});
