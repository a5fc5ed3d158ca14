import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Actor, OrderCommand } from "../../domain/order/commands";
import { creating } from "../../domain/order/given.fixture";
import { open, orderId } from "../order/open.fixture";
import { OrderObject } from "../order/order-object";
import { connect, listen } from "./stomp-client.fixture";
import { storeMenu } from "../order/stored-menu.fixture";

beforeAll(storeMenu);
afterEach(() => vi.restoreAllMocks());

const guest = (user: string): Actor => ({ kind: "user", user, roles: [] });
const mine = (user: string) => `/order-changes/t1/${user}`;

/** An order of that guest, who says things in it. `note` answers the number of what was said. */
async function orderOf(n: number, user: string) {
  const { order, ask, read } = open(n);
  const give = async (command: OrderCommand) => {
    await ask(crypto.randomUUID(), command, guest(user));
    return (await read()).seq;
  };
  await give(creating);
  const note = async (comment: string, correlationId: string = crypto.randomUUID()) => {
    await ask(correlationId, { type: "CommentOrder", id: crypto.randomUUID(), comment }, guest(user));
    return (await read()).seq;
  };
  return { order, give, note };
}

const from = (name: string, user: string, destination: string, resume: string) =>
  listen(name, destination, { tenant: "t1", user }, { "resume-after": resume });

/** Of each MESSAGE, the order and the number that it names. */
const shown = (messages: string[]) => messages.map((text) => `${/\norder:(.*)/.exec(text)?.[1]}=${/\nseq:(.*)/.exec(text)?.[1]}`);

describe("going on from where one was", () => {
  it("[G15] what has changed meanwhile is shown once, in its newest state, and then what follows", async () => {
    const [one, two] = [await orderOf(1, "ann"), await orderOf(2, "ann")];
    const first = await from("resume-0", "ann", mine("ann"), "");
    await expect.poll(() => shown(first.messages()).toSorted()).toEqual([`${one.order}=1`, `${two.order}=1`].toSorted());
    const seen = shown(first.messages()).join(",");
    first.socket.close(1000);
    await one.note("a");
    await one.note("b");
    await evictAllDurableObjects();

    const again = await from("resume-1", "ann", mine("ann"), seen);
    expect(shown(again.messages())).toEqual([`${one.order}=3`]);
    expect(again.messages()[0]).toContain('"b"');
    await two.note("c");
    await expect.poll(() => shown(again.messages())).toEqual([`${one.order}=3`, `${two.order}=2`]);
  });

  it("[G15] who follows one order says its number alone, and hears nothing where nothing has changed", async () => {
    const { order, note } = await orderOf(3, "bea");
    const seq = await note("a");
    expect((await from("resume-2", "bea", mine("bea"), String(seq))).messages()).toEqual([]);
    expect(shown((await from("resume-2", "bea", mine("bea"), String(seq - 1))).messages())).toEqual([`${order}=${seq}`]);
  });

  it("[G15] verdicts are gone on with, too, and only those since", async () => {
    const { order, note } = await orderOf(4, "cid");
    const seq = await note("a", "c2");
    await note("b", "c3");
    const again = await from("resume-3", "cid", "/notifications/t1/cid", `${order}=${seq}`);
    const verdicts = again.messages().map((text) => JSON.parse(text.slice(text.indexOf("\n\n"), -1)).correlationId);
    expect(verdicts).toEqual(["c3"]);
  });

  it("[G15] an order that has ended is shown as it ended; ids that nobody made, or for another tenant, are passed over", async () => {
    const { order, give } = await orderOf(5, "dan");
    await give({ type: "AbandonOrder" });
    const madeUp = order.replace(/..$/, (end) => (end === "00" ? "11" : "00"));
    const again = await from("resume-4", "dan", mine("dan"), `${order}=1,${madeUp}=1,${orderId(6, "other")}=1`);
    expect(shown(again.messages())).toEqual([`${order}=2`]);
    expect(again.messages()[0]).toContain('"ABANDONED"');
  });

  it("[G15] an order is not shown at a feed that is none of its own", async () => {
    const { order } = await orderOf(7, "eve");
    expect((await from("resume-5", "mallory", mine("mallory"), `${order}=0`)).messages()).toEqual([]);
  });

  it.each([
    [mine("fay"), "x=1", "resume-after must be a seq"],
    [
      mine("fay"),
      Array.from({ length: 1001 }, (_, n) => `${orderId(1).slice(0, -12)}${String(n).padStart(12, "0")}=1`).join(","),
      "1000 orders",
    ],
    ["/menu-changes/t1/v1", "1", "resume-after has no place there"],
  ])("[G15] at %s, resume-after:%.9s is refused in words", async (destination, resume, message) => {
    const { send, hears, closes } = await connect("resume-6", { tenant: "t1", user: "fay" });
    send("SUBSCRIBE", { id: "1", destination, "resume-after": resume });
    await hears(message);
    await closes(1002);
  });

  it("[G15] an order that does not answer refuses the subscription: a gap never looks like silence", async () => {
    const { order } = await orderOf(8, "gil");
    vi.spyOn(OrderObject.prototype, "since").mockImplementation(() => {
      throw new Error("moved");
    });
    const { send, hears, closes } = await connect("resume-7", { tenant: "t1", user: "gil" });
    send("SUBSCRIBE", { id: "1", destination: mine("gil"), "resume-after": `${order}=0` });
    await hears("message:the destination does not answer");
    await closes(1013);
  });
});
