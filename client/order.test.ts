// An order's client against the real rules, over a wire that does what wires do.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { append, asked, card, id, kitchen, menu, order } from "../domain/order/given.fixture";
import { DEFAULT_SETTINGS } from "../domain/order/order-settings";
import { type OpenedOrder, openOrder, type OrderOptions } from "./order";
import { TestEnvironment, settled, tokenOf } from "./environment.fixture";
import { type CommandQueue, memoryQueue } from "./queue";
import { OrderServer } from "./server.fixture";

const staff = kitchen.kind === "user" ? kitchen.roles : [];

let place: TestEnvironment;
let server: OrderServer;
const opened: OpenedOrder[] = [];
beforeEach(() => {
  place = new TestEnvironment();
  server = new OrderServer(place);
  server.execute("lines", "ann", [], append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")));
});
afterEach(() => opened.splice(0).forEach((one) => one.close()));

function open(options: Partial<OrderOptions> = {}): OpenedOrder {
  const token = async () => tokenOf("ann", [], place.now(), 3600);
  const client = openOrder({ baseUrl: "http://api.test", order, token, environment: place, ...options });
  opened.push(client);
  return client;
}

async function live(options: Partial<OrderOptions> = {}): Promise<OpenedOrder> {
  const client = open(options);
  await settled();
  expect(client.view().connection).toEqual({ is: "live" });
  return client;
}

const comments = (client: OpenedOrder, which: "confirmed" | "optimistic") => client.view()[which]?.comments.map(({ comment }) => comment);
/** Guests and staff elsewhere. */
const elsewhere = (n: number, comment = `elsewhere ${n}`) =>
  server.execute(`elsewhere-${n}`, "ann", [], { type: "CommentOrder", id: id(1000 + n), comment });

const STAMPED = ["at", "processingStartedTime", "verifiedTime", "grill", "etf"];

/** As the server's clock and its own stamp differ. */
const withoutTimes = (json: unknown): unknown =>
  JSON.parse(
    JSON.stringify(json ?? null, (key, value) =>
      ["lastChanged", "updated", "created", "timestamp", "closedDate", ...STAMPED].includes(key) ? 0 : value,
    ),
  );

/** The server is back, with what it knew. */
function reopen(): void {
  place.door = server.door;
}

describe("what is confirmed", () => {
  it("[TC10] is what the server shows, change by change", async () => {
    const client = await live();
    expect(client.view()).toMatchObject({ seq: 2, confirmed: server.view, presence: [] });
    const before = client.view().confirmed;
    const told: number[] = [];
    const stop = client.subscribe(() => told.push(client.view().seq));
    elsewhere(1);
    await settled();
    expect(client.view().confirmed).toEqual(server.view);
    expect(before?.comments).toEqual([]);
    expect(told).toContain(3);
    stop();
    elsewhere(2);
    await settled();
    expect(told).not.toContain(4);
  });

  it("[TC10] resumes with the last number that it has after a cut, and misses nothing", async () => {
    const client = await live();
    server.cut();
    for (let n = 0; n < 5; n++) elsewhere(n);
    await settled();
    expect(client.view().seq).toBe(2);
    await place.pass(500);
    expect(place.last.url.searchParams.get("after")).toBe("2");
    expect(client.view()).toMatchObject({ seq: 7, confirmed: server.view });
  });

  it("[TC10] is the server's, whatever is cut when", async () => {
    const client = await live();
    let dice = 7;
    const roll = (sides: number) => (dice = (dice * 16_807) % 2_147_483_647) % sides;
    for (let n = 0; n < 300; n++) {
      if (roll(3) > 0) server.execute(`contact-${n}`, "ann", [], { type: "SetContact", contact: { name: `Ann ${n}` } });
      if (roll(12) === 0) elsewhere(n);
      if (roll(5) === 0) server.cut([1006, 1001, 1013][roll(3)]);
      if (roll(9) === 0) server.vanish();
      if (roll(4) === 0) await place.pass(roll(4000));
      if (roll(2) === 0) await settled();
      const { confirmed, seq } = client.view();
      expect(confirmed?.seq).toBe(seq);
    }
    await place.pass(60_000);
    expect(client.view()).toMatchObject({ seq: server.log.length, confirmed: server.view });
  });

  it("[TC11] a change that does not continue what is known makes it begin again from there", async () => {
    const client = await live();
    elsewhere(1);
    server.tell({ seq: 9, events: [{ seq: 9, type: "OrderCommented", at: "", by: "", correlationId: "" }], patch: [] });
    await settled();
    expect(client.view()).toMatchObject({ seq: 3, connection: { is: "waiting" } });
    await place.pass(500);
    expect(client.view()).toMatchObject({ seq: 3, confirmed: server.view, connection: { is: "live" } });
  });

  it("[TC11] a patch that does not fit makes it ask for the whole", async () => {
    const client = await live();
    const patch = [{ op: "replace", path: "/no/such/place", value: 1 }];
    server.tell({ seq: 3, events: [{ seq: 3, type: "OrderCommented", at: "", by: "", correlationId: "" }], patch });
    await settled();
    await place.pass(500);
    expect(place.last.url.searchParams.has("after")).toBe(false);
    expect(client.view()).toMatchObject({ seq: 2, confirmed: server.view });
  });

  it("[TC11] what comes twice counts once", async () => {
    const client = await live();
    elsewhere(1);
    const patch = [{ op: "add", path: "/comments/0", value: {} }];
    server.tell({ seq: 3, events: [{ seq: 3, type: "OrderCommented", at: "", by: "", correlationId: "" }], patch });
    await settled();
    expect(client.view()).toMatchObject({ seq: 3, confirmed: server.view, connection: { is: "live" } });
  });

  it("[TC12] says who looks at the order, and nobody while it cannot know", async () => {
    const client = await live();
    const presence = [
      { user: "ann", as: "guest" },
      { user: "kit", as: "staff" },
    ];
    server.tell({ presence });
    await settled();
    expect(client.presence()).toEqual(presence);
    server.cut();
    await settled();
    expect(client.view().presence).toEqual([]);
  });
});

describe("commands", () => {
  it("[TC15] are answered yes or no by the same message, under their id", async () => {
    const client = await live();
    expect(await client.send("comment", "no onions", { id: "mine" })).toMatchObject({ id: "mine", status: 200 });
    expect(await client.send("lines/remove", [id(77)])).toMatchObject({
      status: 404,
      body: { type: expect.stringContaining("line-not-found") },
    });
    expect(client.view()).toMatchObject({ pending: [], confirmed: server.view });
  });

  it("[TC15] go one by one, in the order in which they were given, also those given offline", async () => {
    server.refuses = () => 503;
    const client = open();
    const answers = Promise.all(["one", "two", "three"].map((comment) => client.send("comment", comment)));
    await place.pass(5000);
    expect(server.asked).toEqual([]);
    server.refuses = undefined;
    await place.pass(10_000);
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.view.comments.map(({ comment }: { comment: string }) => comment)).toEqual(["one", "two", "three"]);
  });

  it("[TC16] have one effect when the answer is lost and they are sent again", async () => {
    const client = await live();
    server.losesAnswers = true;
    const answer = client.send("comment", "once");
    await settled();
    server.cut();
    await place.pass(2000);
    expect(server.asked.length).toBeGreaterThan(1);
    server.losesAnswers = false;
    await place.pass(30_000);
    expect(await answer).toMatchObject({ status: 200 });
    expect(new Set(server.asked.map(({ id: key }) => key)).size).toBe(1);
    expect(server.view.comments).toHaveLength(1);
  });

  it("[TC16] are sent again when an answer gets lost and the connection holds", async () => {
    const client = await live();
    server.losesAnswers = true;
    const answer = client.send("comment", "once");
    await place.pass(15_000);
    expect(server.asked).toHaveLength(1);
    server.losesAnswers = false;
    await place.pass(10_000);
    expect(await answer).toMatchObject({ status: 200 });
    expect(server.view.comments).toHaveLength(1);
    expect(place.sockets).toHaveLength(1);
  });

  it("[TC17] are tried again while the server is busy or broken, and nothing passes them", async () => {
    const client = await live();
    server.failures.push(503, 429, 500, 401);
    const answers = Promise.all([client.send("comment", "first"), client.send("comment", "second")]);
    await settled();
    expect(server.asked).toHaveLength(1);
    expect(client.view().pending.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    await place.pass(500 + 1000 + 2000 + 4000);
    expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
    expect(server.asked.map(({ body }) => body)).toEqual(["first", "first", "first", "first", "first", "second"]);
  });

  it("[TC18] that are refused do not keep later ones from being sent, unless told to", async () => {
    const client = await live();
    const [wrong, right] = [client.send("lines/remove", [id(77)]), client.send("comment", "later")];
    expect([(await wrong).status, (await right).status]).toEqual([404, 200]);
  });

  it("[TC18] that come after a refused one are held if wished, also over a reload, until somebody decides", async () => {
    const queue = memoryQueue();
    const first = await live({ queue, onError: "stop" });
    const wrong = first.send("lines/remove", [id(77)]);
    void first.send("comment", "held");
    expect((await wrong).status).toBe(404);
    await place.pass(60_000);
    expect(server.view.comments).toEqual([]);
    first.close();

    const second = await live({ queue, onError: "stop" });
    const later = second.send("comment", "given later");
    await place.pass(60_000);
    expect(second.view().pending.map(({ body, state }) => [body, state])).toEqual([
      ["held", "held"],
      ["given later", "held"],
    ]);
    await second.release();
    expect((await later).status).toBe(200);
    expect(comments(second, "confirmed")).toEqual(["held", "given later"]);
  });

  it("[TC18] that are held can be given up", async () => {
    const queue = memoryQueue();
    const client = await live({ queue, onError: "stop" });
    const [wrong, held] = [client.send("lines/remove", [id(77)]), client.send("comment", "held")];
    const outcome = held.catch(String);
    await wrong;
    await client.discard();
    expect(await outcome).toBe("Error: the command was discarded: one before it was refused");
    expect(await queue.all(`order/${order}`)).toEqual([]);
    expect((await client.send("comment", "new")).status).toBe(200);
  });

  it("[TC19] that the protocol does not know are refused before they are kept, by the field", async () => {
    const queue = memoryQueue();
    const client = await live({ queue });
    await expect(client.send("no such/command/name")).rejects.toThrow(/expected the name of a command.*at command/s);
    await expect(client.send("comment", "x", { id: "not visible ascii" })).rejects.toThrow(/visible ASCII.*at id/s);
    await expect(client.send("comment", "x".repeat(66_000))).rejects.toThrow(/expected a body of less than 65536 bytes/);
    expect(await queue.all(`order/${order}`)).toEqual([]);
  });

  it("[TC19] given twice under one id are one, and another one under that id is refused", async () => {
    server.refuses = () => 503;
    const client = open();
    const twice = [client.send("comment", "x", { id: "mine" }), client.send("comment", "x", { id: "mine" })];
    const other = client.send("comment", "y", { id: "mine" }).catch(String);
    expect(await other).toMatch(/its id mine is in use for another one/);
    server.refuses = undefined;
    await place.pass(30_000);
    expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([200, 200]);
    expect(server.asked).toHaveLength(1);
  });

  it("[TC19] that cannot be kept are not sent", async () => {
    const queue: CommandQueue = { ...memoryQueue(), add: () => Promise.reject(new Error("the disk is full")) };
    const client = await live({ queue });
    await expect(client.send("comment", "x")).rejects.toThrow(/cannot be kept: Error: the disk is full/);
    await place.pass(30_000);
    expect(server.asked).toEqual([]);
    expect(client.view().pending).toEqual([]);
  });

  it("[TC20] can go over HTTP, with the same ids and answers, where the socket takes none", async () => {
    const client = await live({ commands: "http" });
    server.losesAnswers = true;
    const answer = client.send("comment", "by post", { id: "mine" });
    await settled();
    server.losesAnswers = false;
    await place.pass(1000);
    expect(await answer).toMatchObject({ id: "mine", status: 200 });
    expect(server.asked.map(({ id: key }) => key)).toEqual(["mine", "mine"]);
    expect(client.view()).toMatchObject({ confirmed: server.view });
    expect(server.view.comments).toHaveLength(1);
  });

  it("[TC20] go over HTTP from when the socket has turned out to take none", async () => {
    server.tellsOnly = true;
    const client = await live();
    const answers = Promise.all([client.send("comment", "one"), client.send("comment", "two")]);
    await place.pass(2000);
    expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
    expect(client.view()).toMatchObject({ confirmed: server.view, connection: { is: "live" } });
    expect(place.sockets).toHaveLength(2);
  });
});

describe("what is previewed", () => {
  it.each([
    ["lines/quantity", { line: id(1), quantity: 5 }],
    ["lines/remove", [id(2)]],
    ["lines/split", { line: id(1), quantities: [1, 1] }],
    ["lines/comment", { line: id(1), comment: "hot" }],
    ["lines/extra", { lines: [id(1)], store: { seat: "4" } }],
    ["lines/hold", [id(1)]],
    ["lines/confirm", [id(1)]],
    ["contact", { name: "Ann" }],
    ["extra", { store: { "x-table-number": "7" } }],
    ["comment", "no onions"],
    ["tip", { amount: "2.50" }],
    ["abandon", { statusInfo: "changed my mind" }],
    ["append", { venue: "v1", lines: [{ productId: "beer", quantity: 3, comment: "cold" }] }],
  ])("[TC21] %s is shown at once, as the server will show it", async (command, body) => {
    const client = await live({ menuOf: () => ({ card, menu }) });
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    void client.send(command, body);
    await expect.poll(() => client.view().pending[0]?.previewed).toBe(true);
    const { confirmed, optimistic } = client.view();
    expect(confirmed?.seq).toBe(2);
    expect(withoutTimes(optimistic)).not.toEqual(withoutTimes(confirmed));

    reopen();
    await place.pass(60_000);
    expect(client.view().pending).toEqual([]);
    expect(withoutTimes(client.view().confirmed)).toEqual(withoutTimes(optimistic));
  });

  it.each([
    ["lines/processing", [id(1)]],
    ["lines/processed", [id(1), id(2)]],
    ["kds/bump", { venue: "v1", lines: [id(2)] }],
    ["lines/recall", [id(3)]],
    ["lines/waste", { lines: [id(1)], reason: "burnt" }],
    ["kds/expedite", { on: true }],
    ["kdsTraceView", { config: "grill", venue: "v1", seq: 2 }],
    ["queuePos", { venue: "v1", queuePos: "7" }],
    ["verify", undefined],
  ])("[TC21] %s is shown to a kitchen at once, as the server will show it", async (command, body) => {
    server = new OrderServer(place, { house: { ...DEFAULT_SETTINGS, manualQueue: true } });
    server.execute("lines", "ann", [], append(asked(1, "soup"), asked(2, "cola"), asked(3, "cola")));
    server.execute("paid", "tim", ["ROLE_PAY"], { type: "RegisterPayment", id: id(50), payment: "CASH", source: "till", amount: 2650 });
    server.execute("made", "kit", staff, { type: "ProcessLines", lines: [id(3)] });
    const client = await live({ token: async () => tokenOf("kit", staff, place.now(), 3600) });
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    void client.send(command, body);
    await expect.poll(() => client.view().pending[0]?.previewed).toBe(true);
    const guess = withoutTimes(client.view().optimistic);
    expect(guess).not.toEqual(withoutTimes(client.view().confirmed));
    reopen();
    await place.pass(60_000);
    expect(client.view().pending).toEqual([]);
    expect(withoutTimes(client.view().confirmed)).toEqual(guess);
  });

  it("[TC21] is decided in order, one upon the other: a line that was added offline can be changed offline", async () => {
    const client = await live({ menuOf: () => ({ card, menu }) });
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    void client.send("append", { venue: "v1", lines: [{ productId: "beer", quantity: 1 }] });
    await expect.poll(() => client.view().optimistic?.buckets[0]?.lines).toHaveLength(3);
    const line = client.view().optimistic?.buckets[0]?.lines[2];
    expect(line).toMatchObject({ productId: "beer", total: "10.00" });
    void client.send("lines/quantity", { line: line?.id ?? "", quantity: 4 });
    await expect.poll(() => client.view().optimistic?.buckets[0]?.lines[2]).toMatchObject({ quantity: 4, total: "40.00" });
    reopen();
    await place.pass(60_000);
    expect(client.view().confirmed?.buckets[0]?.lines[2]).toMatchObject({ id: line?.id, quantity: 4 });
  });

  it("[TC22] is gone when the server refuses it, and never was confirmed", async () => {
    const client = await live();
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    const confirmed = new Set<unknown>();
    client.subscribe(() => confirmed.add(client.view().confirmed?.total));
    const answer = client.send("lines/quantity", { line: id(2), quantity: 9 });
    await settled();
    expect(client.view()).toMatchObject({ optimistic: { total: "88.00" }, confirmed: { total: "32.00" } });
    server.execute("meanwhile", "ann", [], { type: "RemoveLines", lines: [id(2)] });
    reopen();
    await place.pass(60_000);
    expect((await answer).status).toBe(404);
    expect(client.view()).toMatchObject({ optimistic: { total: "25.00" }, confirmed: { total: "25.00" } });
    expect(confirmed).toEqual(new Set(["32.00", "25.00"]));
  });

  it.each([true, false])("[TC23] is never doubled when its effect is there; the answer comes first: %s", async (answersFirst) => {
    const client = await live();
    server.answersFirst = answersFirst;
    const shown: number[] = [];
    client.subscribe(() => shown.push(client.view().optimistic?.comments.length ?? -1));
    const answer = client.send("comment", "once");
    await expect.poll(() => shown).toContain(1);
    await answer;
    await settled();
    expect(new Set(shown)).toEqual(new Set([0, 1]));
    expect(shown.lastIndexOf(0)).toBeLessThan(shown.indexOf(1));
    expect(comments(client, "confirmed")).toEqual(["once"]);
  });

  it("[TC23] is never doubled after a reload whose queue holds what has had its effect", async () => {
    const queue = memoryQueue();
    const first = await live({ queue });
    server.losesAnswers = true;
    void first.send("comment", "once");
    await settled();
    first.close();
    expect(await queue.all(`order/${order}`)).toMatchObject([{ sent: true }]);

    const second = open({ queue });
    const shown = new Set<number>();
    second.subscribe(() => shown.add(second.view().optimistic?.comments.length ?? 0));
    await settled();
    expect(second.view().pending).toHaveLength(1);
    server.losesAnswers = false;
    await place.pass(30_000);
    expect(second.view().pending).toEqual([]);
    expect(Math.max(...shown)).toBe(1);
  });

  it("[TC24] leaves out what only the server can tell, which is pending without a preview", async () => {
    const client = await live();
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    void client.send("append", { venue: "v1", lines: [{ productId: "beer", quantity: 1 }] });
    void client.send("addCoupon", { coupon: "SPRING" });
    void client.send("comment", "hello");
    await expect
      .poll(() => client.view().pending.map(({ command, previewed }) => [command, previewed]))
      .toEqual([
        ["append", false],
        ["addCoupon", false],
        ["comment", true],
      ]);
    expect(client.view().optimistic).toMatchObject({ total: "32.00", comments: [{ comment: "hello" }] });
  });

  it("[TC24] is left out where the server does not tell the state, or tells of what is not known here", async () => {
    server.old = true;
    const old = await live();
    void old.send("contact", { name: "Ann" });
    expect(old.view().optimistic).toBe(old.view().confirmed);
    await settled();
    expect(old.view().confirmed).toEqual(server.view);

    server.old = false;
    const client = await live();
    const event = { v: 1, type: "OrderTeleported", at: "", by: "", cid: "c" };
    const news = { seq: client.view().seq + 1, type: event.type, at: "", by: "", correlationId: "c", event };
    server.tell({ seq: news.seq, events: [news], patch: [{ op: "replace", path: "/status", value: "TELEPORTED" }] });
    await settled();
    expect(client.view()).toMatchObject({ seq: news.seq, confirmed: { status: "TELEPORTED" } });
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    void client.send("contact", { name: "Bob" });
    await settled();
    expect(client.view()).toMatchObject({ optimistic: { status: "TELEPORTED" }, pending: [{ previewed: false }] });
  });

  it("[TC24] is left out where the server's state is not what the rules here know", async () => {
    const client = await live();
    const { comments: _, ...state } = server.state;
    server.tell({ seq: 2, snapshot: server.view, state });
    await settled();
    place.door = (socket) => socket.cut();
    server.cut();
    await settled();
    void client.send("comment", "hello");
    await expect.poll(() => client.view()).toMatchObject({ optimistic: server.view, pending: [{ previewed: false }] });
    reopen();
    await place.pass(60_000);
    expect(comments(client, "confirmed")).toEqual(["hello"]);
  });

  it("[TC24] is of the person whose token it is: what this person may not do is not shown", async () => {
    const tokens = { guest: tokenOf("ann", [], place.now(), 3600), staff: tokenOf("kit", staff, place.now(), 3600) };
    server.execute("paid", "tim", ["ROLE_PAY"], { type: "RegisterPayment", id: id(50), payment: "CASH", source: "till", amount: 3200 });
    expect(server.view.status).toBe("COMPLETED");
    for (const [who, token] of Object.entries(tokens)) {
      place.door = server.door;
      const client = await live({ token: async () => token });
      place.door = (socket) => socket.cut();
      server.cut();
      await settled();
      void client.send("lines/processed", [id(1), id(2)]);
      await settled();
      expect(client.view()).toMatchObject({ optimistic: { status: who === "staff" ? "DELIVER" : "COMPLETED" } });
      client.close();
    }
  });
});
