// A venue's client: every open order of it, and commands for each.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandMessage } from "../protocol/live";
import { TestEnvironment, settled, type TestSocket, tokenOf } from "./environment.fixture";
import { type OpenedVenue, openVenue } from "./venue";

const orderId = (n: number) => `018f0000-0000-8000-8000-${String(n).padStart(12, "0")}`;
const body = (n: number, seq: number, status = "COMPLETED") => ({ id: orderId(n), status, seq });
const change = (n: number, seq: number, more: object = {}) => ({ order: orderId(n), seq, body: body(n, seq), ...more });

let place: TestEnvironment;
let venue: OpenedVenue;
let said: { first: object };
let asked: CommandMessage[];
/** What becomes of commands; without it nothing does. */
let answer: ((message: CommandMessage) => number) | undefined;

beforeEach(async () => {
  place = new TestEnvironment();
  said = { first: { seq: 5, snapshot: [body(1, 3), body(2, 4)] } };
  asked = [];
  answer = () => 200;
  place.door = (socket: TestSocket) => {
    socket.heard = (text) => {
      if (text === "ping") return socket.say("pong");
      const message: CommandMessage = JSON.parse(text);
      asked.push(message);
      if (answer) socket.say({ id: message.id, status: answer(message), body: null });
    };
    socket.open();
    socket.say(said.first);
  };
  venue = openVenue({
    baseUrl: "https://api.test",
    venue: "waw centrum",
    token: async () => tokenOf("kit", [], place.now(), 3600),
    environment: place,
  });
  await settled();
});
afterEach(() => venue.close());

const orders = () => [...venue.view().orders.values()].map(({ id, seq }) => [id, seq]);

describe("a venue", () => {
  it("[TC30] shows the open orders as the server has told them last, by id", async () => {
    expect(place.last.url.href).toBe("wss://api.test/ordering-api/api/venue/waw%20centrum/live");
    expect(venue.view()).toMatchObject({ seq: 5, connection: { is: "live" } });
    expect(orders()).toEqual([
      [orderId(1), 3],
      [orderId(2), 4],
    ]);
    const before = venue.view().orders;
    place.last.say({ seq: 8, changes: [change(3, 2), change(1, 4), change(2, 5, { gone: true })] });
    await settled();
    expect(orders()).toEqual([
      [orderId(1), 4],
      [orderId(3), 2],
    ]);
    expect(venue.view().seq).toBe(8);
    expect([...before.keys()]).toEqual([orderId(1), orderId(2)]);
  });

  it("[TC30] never lets an order go back, nor counts a change twice", async () => {
    place.last.say({ seq: 6, changes: [change(1, 2)] });
    place.last.say({ seq: 7, changes: [change(2, 9)] });
    place.last.say({ seq: 7, changes: [change(2, 9, { gone: true })] });
    await settled();
    expect(orders()).toEqual([
      [orderId(1), 3],
      [orderId(2), 9],
    ]);
  });

  it("[TC31] resumes with the venue's number, and takes a whole picture for what it is", async () => {
    said.first = { seq: 6, changes: [change(1, 7)] };
    place.last.cut();
    await place.pass(500);
    expect(place.last.url.search).toBe("?after=5");
    expect(orders()[0]).toEqual([orderId(1), 7]);

    said.first = { seq: 40, snapshot: [body(9, 1)] };
    place.last.cut(1013);
    await place.pass(2000);
    expect(place.last.url.search).toBe("?after=6");
    expect(venue.view().seq).toBe(40);
    expect(orders()).toEqual([[orderId(9), 1]]);
  });

  it("[TC32] takes commands for every order: those for one wait for each other, those for others do not", async () => {
    answer = undefined;
    const slow = [venue.send(orderId(1), "deliver"), venue.send(orderId(1), "close")];
    const other = venue.send(orderId(2), "deliver");
    await settled();
    expect(asked).toMatchObject([
      { order: orderId(1), command: "deliver", wait: true },
      { order: orderId(2), command: "deliver" },
    ]);
    expect(venue.view().pending.map(({ state }) => state)).toEqual(["sent", "waiting", "sent"]);
    answer = () => 200;
    place.last.say({ id: asked[1]?.id, status: 200, body: null });
    expect((await other).status).toBe(200);
    place.last.say({ id: asked[0]?.id, status: 409, body: null });
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([409, 200]);
  });

  it("[TC32] takes a problem without an id for the answer to the one command that waits for one", async () => {
    answer = undefined;
    const sent = venue.send(orderId(1), "deliver");
    await settled();
    place.last.say({ problem: { title: "not understood" } });
    expect(await sent).toMatchObject({ status: 400, body: { title: "not understood" } });
  });
});
