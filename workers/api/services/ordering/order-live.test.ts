import { evictDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { listen } from "../../../../durable-objects/gateway/stomp-client.fixture";
import { dial as dialObject, listenTo, readStream } from "../../../../durable-objects/order/order-sockets.fixture";
import { signAccessToken } from "../../../../runtime/access-token";
import { orderName } from "../../../../runtime/order-name";
import { readKeys } from "../../../../runtime/keys";
import { selfContainedCommands } from "../../../../protocol/self-contained-commands";
import { MAX_MESSAGE_BYTES } from "../../../../protocol/live";
import menuWorker from "../../../menu/index";
import { orderIdOf } from "./order-id";
import { openChain } from "#api/services/menu/chain.fixture";
import { burger, person } from "./person.fixture";

const chain = crypto.randomUUID();
beforeAll(() => openChain(chain, menuWorker));

const ann = person(chain, "ROLE_ANONYMOUS");
const tokenOf = (user = ann.user, tenant = chain) =>
  signAccessToken(
    readKeys(env.KEYS),
    { session: `sign-in of ${user}`, tenant, user, login: user, roles: ["ROLE_ANONYMOUS"], client: "app", region: "global" },
    Date.now(),
    600,
  );
const staffToken = () =>
  signAccessToken(
    readKeys(env.KEYS),
    { session: "s", tenant: chain, user: "boss", login: "boss", roles: ["ROLE_MANAGER"], client: "app", region: "global" },
    Date.now(),
    600,
  );
const get = (path: string, headers: Record<string, string> = {}) =>
  exports.default.fetch(`https://api.test/ordering-api/api/order/${path}`, { headers });
const upgrade = { upgrade: "websocket" };
const face = async (res: Response) => [res.status, await res.text()];
const stubOf = (order: string) => env.ORDER.getByName(orderName(chain, order));
/** An order of ann's, and her socket at it. */
async function opened() {
  const order = await ann.create();
  const socket = listenTo(await get(`${order}/live`, { ...upgrade, authorization: `Bearer ${await tokenOf()}` }));
  const answerTo = async (id: string) => {
    await expect.poll(() => socket.answers().some((one) => one.id === id), { timeout: 5_000 }).toBe(true);
    return socket.answers().find((one) => one.id === id);
  };
  return { order, ...socket, answerTo };
}

/** Something for each plain command to do with a line. */
const bodies = (line: string): Record<string, unknown> => ({
  "lines/remove": [line],
  "lines/quantity": { line, quantity: 2 },
  "lines/split": { line, quantities: [1, 1] },
  removeCoupon: { id: line },
  contact: { name: "Ann" },
  extra: { store: { table: "7" } },
  "lines/extra": { lines: [line], store: { side: "left" } },
  comment: "no onions",
  "lines/comment": { line, comment: "well done" },
  claim: { claimCode: "ABC123" },
  erase: undefined,
  "lines/confirm": [line],
  "lines/processing": [line],
  "lines/processed": [line],
  "lines/recall": [line],
  "kds/bump": { venue: "centrum" },
  "kds/expedite": undefined,
  "lines/void": [line],
  "lines/waste": { lines: [line], reason: "dropped" },
  "lines/hold": [line],
  queuePos: { venue: "centrum", queuePos: "12" },
  verify: undefined,
  deliver: undefined,
  close: undefined,
  abandon: undefined,
  cancel: { statusInfo: "closed early" },
  "fees/waive": { fee: "service" },
});

const lineOf = async (order: string) =>
  (await ann.wait(`order/${order}/append`, burger({ quantity: 2 }), { "idempotency-key": "first" })).body.lines[0] ?? "";

/** Ids and times are each order's own. */
const plain = ({ order, line }: { order: string; line: string }, answer: unknown) =>
  JSON.stringify(answer)
    .replaceAll(order, "ORDER")
    .replaceAll(line, "LINE")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|"claimCode":"\w+"|"hash":"\w+"/g, "…");

describe("the door of the order's own socket", () => {
  it("[OL40] the token comes as a subprotocol, or with ?tenant= in the first message", async () => {
    const order = await ann.create();
    const token = await tokenOf();
    const offered = await get(`${order}/live`, { ...upgrade, "sec-websocket-protocol": `brigade.live.v1, bearer.${token}` });
    expect(offered.headers.get("sec-websocket-protocol")).toBe("brigade.live.v1");
    const first = listenTo(offered);
    const second = listenTo(await get(`${order}/live?tenant=${chain}`, upgrade));
    second.say({ token });
    for (const { heard } of [first, second]) await expect.poll(() => heard[0]).toMatchObject({ seq: 1, snapshot: { id: order } });
  });

  it("[OL41] without a token an order that is made up, or another chain's, is not there", async () => {
    const order = await ann.create();
    const other = crypto.randomUUID();
    const madeUp = await face(await get(`${crypto.randomUUID()}/live?tenant=${chain}`, upgrade));
    expect(madeUp[0]).toBe(404);
    expect(await face(await get(`${order}/live?tenant=${other}`, upgrade))).toEqual(madeUp);
    const absent = orderIdOf(readKeys(env.KEYS).ids, other, "u", "k"); // genuine, of a chain that there is not
    expect(await face(await get(`${absent}/live?tenant=${other}`, upgrade))).toEqual(madeUp);
    const token = await tokenOf(crypto.randomUUID());
    expect(await face(await get(`${order}/live`, { ...upgrade, authorization: `Bearer ${token}` }))).toEqual(madeUp);
    expect((await get(`${order}/live?tenant=${chain}`)).status).toBe(426);
    expect((await get(`${order}/live`, upgrade)).status).toBe(401);
  });

  it("[OL42] a token in the URL is refused by name, also when it is good", async () => {
    const order = await ann.create();
    const token = await tokenOf();
    for (const path of ["live", "events"]) {
      for (const name of ["token", "access_token"]) {
        const res = await get(`${order}/${path}?${name}=${token}`, { ...upgrade, authorization: `Bearer ${token}` });
        const { errors }: { errors: { pointer: string; message: string }[] } = await res.json();
        expect([res.status, errors]).toEqual([400, [{ pointer: `/${name}`, message: expect.stringContaining("Authorization") }]]);
      }
    }
  });

  it("[OL43] the stream is behind the same door, and resumes by a number only", async () => {
    const order = await ann.create();
    const authorization = `Bearer ${await tokenOf()}`;
    expect((await get(`${order}/events`)).status).toBe(401);
    expect((await get(`${order}/events?tenant=${chain}`)).status).toBe(401);
    expect((await get(`${order}/events`, { authorization: `Bearer ${await tokenOf(crypto.randomUUID())}` })).status).toBe(404);
    expect((await get(`${order}/events`, { authorization, "last-event-id": "seven" })).status).toBe(400);
    const events = readStream(await get(`${order}/events`, { authorization, origin: "https://shop.example" }));
    expect(events.res.headers.get("content-type")).toBe("text/event-stream");
    expect(events.res.headers.get("access-control-allow-origin")).toBe("*");
    expect((await events.until((all) => all.length === 1))[0]).toMatch(/^event: snapshot\nid: 1\ndata: {"seq":1,"snapshot":/);
    await events.hangUp();
  });
});

describe("commands over the order's own socket", () => {
  it("[OL50] a command is answered with what HTTP says, after its change was shown", async () => {
    const { order, say, heard, answerTo } = await opened();
    say({ id: "a1", command: "append", body: burger(), wait: true });
    expect(await answerTo("a1")).toMatchObject({
      status: 200,
      body: { correlationId: "a1", orderId: order, seq: 2, order: { total: "21.50" } },
    });
    expect(heard.findIndex(({ events }) => events)).toBeLessThan(heard.findIndex(({ id }) => id));
    say({ id: "a2", command: "comment", body: "hot" });
    expect(await answerTo("a2")).toEqual({ id: "a2", status: 202, body: { correlationId: "a2", orderId: order } });
    const line = (await ann.wait(`order/${order}/comment`, "?")).body.order.buckets[0]?.lines[0]?.id;
    say({ id: "a3", command: `${line}/comment`, body: "no salt", wait: true });
    expect(await answerTo("a3")).toMatchObject({ status: 200 });
  });

  it("[OL51] an id has one effect, over the socket, over HTTP and after sleep", async () => {
    const { order, say, answers } = await opened();
    for (let n = 0; n < 2; n++) say({ id: "once", command: "append", body: burger(), wait: true });
    await ann.wait(`order/${order}/append`, burger(), { "idempotency-key": "once" });
    await expect.poll(() => answers().length).toBe(2);
    await evictDurableObject(stubOf(order), { webSockets: "hibernate" });
    say({ id: "once", command: "append", body: burger(), wait: true });
    await expect.poll(() => answers().length, { timeout: 5_000 }).toBe(3);
    const [first, ...others] = answers();
    expect(first?.body?.order).toMatchObject({ total: "21.50" });
    for (const other of others) expect(other).toEqual(first);
    say({ id: "once", command: "comment", body: "something else", wait: true });
    await expect.poll(() => answers().at(-1)?.body?.type).toMatch(/command-id-reused$/);
  });

  it("[OL52] what HTTP refuses is refused with the same problem", async () => {
    const { order, say, answerTo } = await opened();
    const asked = [
      { command: "append", body: { venue: "centrum", lines: [{ productId: "tea", quantity: 1 }] } },
      { command: "append", body: { venue: "centrum", colour: "red" } },
      { command: "append" },
      { command: "verify", body: {} },
      { command: "lines/processed", body: [crypto.randomUUID()] },
    ];
    for (const [n, { command, body }] of asked.entries()) {
      say({ id: `s${n}`, command, body, wait: true });
      const overSocket = await answerTo(`s${n}`);
      const overHttp = await ann.ask("POST", `order/${order}/${command}`, {
        ...(body !== undefined && { body }),
        headers: { prefer: "wait" },
      });
      expect(overSocket).toEqual({ id: `s${n}`, status: overHttp.status, body: await overHttp.json() });
      expect(overHttp.status).toBeGreaterThanOrEqual(400);
    }
    say({ id: "seq", command: "comment", body: "late", ifSeq: 77, wait: true });
    expect(await answerTo("seq")).toMatchObject({ status: 412, body: { type: expect.stringMatching(/revision-mismatch$/) } });
  });

  it("[OL53] commands of one socket are answered in their order", async () => {
    const { say, answers } = await opened();
    const ids = Array.from({ length: 40 }, (_, n) => `n${n}`);
    for (const id of ids) say(id.endsWith("3") ? { id, command: "nothing" } : { id, command: "comment", body: id, wait: true });
    await expect.poll(() => answers().map(({ id }) => id), { timeout: 15_000 }).toEqual(ids);
  });

  it("[OL54] only commands of this order can be given: whatever else is named is refused, and nothing happens", async () => {
    const { order, say, answerTo, heard } = await opened();
    const other = await ann.create();
    say({ id: "o1", command: "comment", body: "x", order: other });
    expect(await answerTo("o1")).toMatchObject({ status: 400, body: { errors: [{ pointer: "/order" }] } });
    const kinds = { new: 404, fly: 404, live: 405, history: 405, commands: 404 };
    for (const [command, status] of Object.entries(kinds)) {
      say({ id: command, command, body: {} });
      expect(await answerTo(command)).toMatchObject({ status });
    }
    for (const command of ["../new", "append?x=1", "append/../../new", "%2e%2e/new", "append#", "", "dry-run"]) {
      say({ id: "path", command, body: {} });
      await expect.poll(() => heard.at(-1)?.problem).toMatchObject({ status: 400, errors: [{ pointer: "/command" }] });
      heard.pop();
    }
    say({ id: "own", command: "comment", body: "y", order, wait: true });
    expect(await answerTo("own")).toMatchObject({ status: 200, body: { seq: 2 } });
  });

  it("[OL55] what is no message gets a problem that names the field, and the socket stays open; one that is too large closes it", async () => {
    const { say, socket, heard, answerTo, closes } = await opened();
    const wrong: [string | Uint8Array<ArrayBuffer>, string][] = [
      ["{", "/"],
      ["[]", "/"],
      ["null", "/"],
      [JSON.stringify({ id: "x" }), "/command"],
      [JSON.stringify({ id: "", command: "append" }), "/id"],
      [JSON.stringify({ id: "x", command: "append", colour: 1 }), "/colour"],
      [JSON.stringify({ id: "x", command: "append", ifSeq: -1 }), "/ifSeq"],
      [JSON.stringify({ token: 7 }), "/token"],
      [new Uint8Array([1, 2, 3]), "/"],
    ];
    for (const [message, pointer] of wrong) {
      socket.send(message);
      await expect.poll(() => heard.at(-1)?.problem).toMatchObject({ status: 400, errors: [{ pointer }] });
      heard.pop();
    }
    say({ id: "fine", command: "comment", body: "x", wait: true });
    expect(await answerTo("fine")).toMatchObject({ status: 200 });
    socket.send("é".repeat(MAX_MESSAGE_BYTES / 2) + "x");
    await closes(1009);
  });

  it("[V70] a message that was no UTF-8, or stands more than 32 levels deep, is told so, and the socket stays open", async () => {
    const { say, socket, heard, answerTo } = await opened();
    const deep = `{"id":"x","command":"append","body":${"[".repeat(32)}${"]".repeat(32)}}`;
    for (const [message, problem] of [
      [JSON.stringify({ id: "x", command: "comment", body: "\u{FFFD}urek" }), /UTF-8/],
      [deep, /depth of at most 32/],
      ["[".repeat(60_000), /depth of at most 32/],
    ] as const) {
      socket.send(message);
      await expect.poll(() => heard.at(-1)?.problem).toMatchObject({ status: 400, message: expect.stringMatching(problem) });
      heard.pop();
    }
    say({ id: "fine", command: "comment", body: "żurek", wait: true });
    expect(await answerTo("fine")).toMatchObject({ status: 200 });
  });

  it("[OL56] who asks faster than the order takes it is told when to go on, and nothing else happens", async () => {
    const { order, say, answers, heard } = await opened();
    const ids = Array.from({ length: 90 }, (_, n) => `f${n}`);
    for (const id of ids) say({ id, command: "commands" });
    for (let n = 0; n < 30; n++) say("?");
    await expect.poll(() => answers().length, { timeout: 15_000 }).toBe(90);
    const taken = answers().filter(({ status }) => status === 404);
    expect(taken.slice(0, 60).map(({ id }) => id)).toEqual(ids.slice(0, 60));
    const refused = answers().filter(({ status }) => status === 429);
    expect(refused.length).toBe(90 - taken.length);
    expect(refused[0]?.body).toMatchObject({ status: 429, retryAfterSeconds: 1 });
    await expect.poll(() => heard.some(({ problem }) => problem?.status === 429)).toBe(true);
    expect((await ann.ask("GET", `orders/${order}`)).headers.get("etag")).toBe('"1"');
  });

  it("[OL57] a command is given by whom the socket's newest token names, and what others do is shown meanwhile", async () => {
    const order = await ann.create();
    const staff = person(chain, "ROLE_centrum_ORDERS");
    await ann.wait(`order/${order}/append`, burger());
    const mine = await dialObject(stubOf(order), await tokenOf());
    mine.say({ id: "a", command: "lines/quantity", body: {}, wait: true });
    mine.say({ token: await tokenOf() });
    mine.say({ id: "b", command: "comment", body: "mine", wait: true });
    await staff.wait(`order/${order}/comment`, "theirs");
    await expect.poll(() => mine.answers().map(({ id }) => id), { timeout: 5_000 }).toEqual(["a", "b"]);
    await expect.poll(() => mine.heard.filter(({ events }) => events?.[0]?.type === "OrderCommented").length).toBe(2);
    const history = await (await ann.ask("GET", `order/${order}/history`)).json<{ entries: { by?: { user?: string } | string }[] }>();
    expect(JSON.stringify(history.entries)).toContain(ann.user);
    expect(JSON.stringify(history.entries)).not.toContain(staff.user);
    expect(await (await staff.ask("GET", `order/${order}/history`)).text()).toContain(staff.user);
  });

  it("[OL58] a command that is given in the order itself is answered as over HTTP, whichever it is and whether it can be done or not", async () => {
    expect(Object.keys(bodies("")).toSorted()).toEqual(selfContainedCommands.map(({ name }) => name).toSorted());
    for (const wait of [true, false]) {
      await Promise.all(
        selfContainedCommands.map(async ({ name }) => {
          const { order, answerTo, say } = await opened();
          const other = await ann.create();
          const [here, there] = [
            { order, line: await lineOf(order) },
            { order: other, line: await lineOf(other) },
          ];
          say({ id: "k", command: name, body: bodies(here.line)[name], wait });
          const { status, body } = (await answerTo("k")) ?? {};
          const headers = { "idempotency-key": "k", ...(wait && { prefer: "wait" }) };
          const http = await ann.post(`order/${there.order}/${name}`, bodies(there.line)[name], headers);
          expect([name, status, plain(here, body)]).toEqual([name, http.status, plain(there, await http.json())]);
        }),
      );
    }
  }, 60_000);

  it("[XE12] a guest reads and hears nothing that staff say to each other; staff do", async () => {
    const order = await ann.create();
    const [waiter, boss] = [person(chain, "ROLE_centrum_WAITER", "ROLE_PAY"), person(chain, "ROLE_MANAGER")];
    const { body } = await ann.wait(`order/${order}/append`, burger());
    const { messages } = await listen("xe12", `/order-changes/${chain}/${ann.user}`, { tenant: chain, user: ann.user });
    const socket = listenTo(await get(`${order}/live?state=1`, { ...upgrade, authorization: `Bearer ${await tokenOf()}` }));
    await waiter.wait(`order/${order}/comment`, "SECRET of the waiter");
    await waiter.wait(`order/${order}/paymentUpdate`, { type: "CASH", amount: "50.00" });
    await boss.wait(`order/${order}/lines/void`, { lines: body.lines, reason: "SECRET of the boss" });
    const slip = { timestamp: "2026-11-26T12:00:00Z", slip: "S-1", printer: "P-1", amount: "21.50", user: "SECRET cashier" };
    const { status } = await waiter.wait(`order/${order}/fiscalize`, slip);
    expect(status).toBe(200);
    const reads = [
      `orders/${order}`,
      `orders/${order}?at=6`,
      "orders/opened",
      `order/${order}/history`,
      `order/${order}/export`,
      `order/${order}/explain`,
    ];
    for (const read of reads) {
      const [theirs, ours] = [await ann.ask("GET", read), await boss.ask("GET", read)];
      expect([read, theirs.status, (await theirs.text()).includes("SECRET")]).toEqual([read, 200, false]);
      if (/history|export|orders\/[\da-f-]+$/.test(read)) expect(await ours.text()).toContain("SECRET");
      else await ours.body?.cancel();
    }
    await expect
      .poll(() => socket.heard.some(({ events }) => events?.some(({ type }: { type: string }) => type === "FiscalAdded")))
      .toBe(true);
    await expect.poll(() => messages().some((message) => message.includes('"fiscal":[{'))).toBe(true);
    expect(JSON.stringify([socket.heard, messages()])).not.toMatch(new RegExp(`SECRET|${waiter.user}|${boss.user}`));
    const there = listenTo(await get(`${order}/live`, { ...upgrade, authorization: `Bearer ${await staffToken()}` }));
    await expect.poll(() => JSON.stringify(there.heard)).toContain("SECRET of the boss");
  });
});
