// An order's client where something on the way lets no socket through.
import { afterEach, beforeEach, expect, it } from "vitest";
import { id, order } from "../domain/order/given.fixture";
import { Connection } from "./connection";
import { type OpenedOrder, openOrder, type OrderOptions } from "./order";
import { TestEnvironment, settled, type TestSocket, tokenOf } from "./environment.fixture";
import { OrderServer } from "./server.fixture";
import { StreamSocket } from "./stream";
import { openVenue } from "./venue";

const LIVES = 3600;
const BEAT_MS = 15_000;

let place: TestEnvironment;
let server: OrderServer;
let client: OpenedOrder;
const opened: { close(): void }[] = [];
beforeEach(() => {
  place = new TestEnvironment();
  server = new OrderServer(place);
  place.door = undefined;
  place.streamDoor = server.door;
});
afterEach(() => opened.splice(0).forEach((one) => one.close()));

let made = 0;
const open = (options: Partial<OrderOptions> = {}) => {
  const token = async () => tokenOf("ann", [], place.now(), LIVES, String(made++));
  client = openOrder({ baseUrl: "http://api.test", order, token, environment: place, ...options });
  opened.push(client);
  return settled();
};
const elsewhere = (n: number) => server.execute(`elsewhere-${n}`, "ann", [], { type: "CommentOrder", id: id(1000 + n), comment: `${n}` });
const is = () => client.view().connection.is;

/** As a server's stream does. */
async function beatFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += BEAT_MS) {
    place.streams.at(-1)?.say("");
    await place.pass(BEAT_MS);
  }
}

it("[TC9] listens to events after two sockets that came to nothing while HTTP got through", async () => {
  await open();
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["waiting", 1, 0]);
  await place.pass(500);
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 2, 1]);
  expect(client.view()).toMatchObject({ seq: 1, confirmed: server.view });
  elsewhere(1);
  await settled();
  expect(client.view()).toMatchObject({ seq: 2, confirmed: server.view });
});

it.each<[string, (socket: TestSocket) => void]>([
  ["are left without an answer", () => {}],
  [
    "open, and are cut",
    (socket) => {
      socket.open();
      socket.cut();
    },
  ],
  ["open, and say nothing", (socket) => socket.open()],
])("[TC9] so do sockets that %s", async (_, door) => {
  place.door = door;
  await open();
  await place.pass(10_000 + 500 + 10_000);
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 2, 1]);
});

it("[TC9] does not take an outage, or a server that says why it hangs up, for a network that lets no socket through", async () => {
  const { answer } = place;
  place.answer = () => undefined;
  await open();
  await place.pass(60_000);
  place.answer = answer;
  server.refuses = () => 4429;
  place.door = server.door;
  await place.pass(120_000);
  expect(place.sockets.length).toBeGreaterThan(5);
  expect(place.streams).toHaveLength(0);
});

it("[TC9] does not add up sockets that came to nothing before and after one that lived", async () => {
  await open();
  place.door = server.door;
  await place.pass(500);
  expect(is()).toBe("live");
  place.door = undefined;
  server.cut();
  await settled();
  place.door = (socket) => {
    place.door = server.door;
    socket.cut();
  };
  await place.pass(10_000);
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 4, 0]);
});

it("[TC9] keeps a socket that opens at last while HTTP is asked what is wrong with it, and does not wait for HTTP for ever", async () => {
  const { answer } = place;
  const asked = Promise.withResolvers<void>();
  place.fetch = async (...request) => {
    await asked.promise;
    return TestEnvironment.prototype.fetch.apply(place, request);
  };
  place.answer = answer;
  place.door = () => {};
  await open();
  await place.pass(10_000 + 9999);
  expect([is(), place.sockets.length]).toEqual(["connecting", 1]);
  await place.pass(1);
  expect(is()).toBe("waiting");

  await place.pass(1000 + 10_000);
  expect([is(), place.sockets.length]).toEqual(["connecting", 2]);
  server.door(place.last);
  await settled();
  asked.resolve();
  await settled();
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 2, 0]);
});

it("[TC9] goes on from where it is when its stream ends, and tries a socket before the next one", async () => {
  await open();
  await place.pass(500);
  server.cut();
  elsewhere(1);
  await place.pass(10_000);
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 3, 2]);
  expect(place.streams[1]?.url.searchParams.get("after")).toBe("1");
  expect(client.view()).toMatchObject({ seq: 2, confirmed: server.view });

  place.door = server.door;
  server.cut();
  elsewhere(2);
  await place.pass(10_000);
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 4, 2]);
  expect(client.view()).toMatchObject({ seq: 3, confirmed: server.view });
});

it("[TC9] sends commands over HTTP as long as it listens to a stream, and over the socket when it has one", async () => {
  await open();
  await place.pass(500);
  expect((await client.send("comment", "by post")).status).toBe(200);
  await settled();
  expect(client.view()).toMatchObject({ confirmed: server.view, pending: [] });
  place.door = server.door;
  server.cut();
  await place.pass(10_000);
  expect(place.last.closedByClient).toBe(false);
  const posted: string[] = [];
  const { answer } = place;
  place.answer = (ask) => {
    if (ask.method === "POST") posted.push(ask.url);
    return answer(ask);
  };
  expect((await client.send("comment", "by socket")).status).toBe(200);
  expect(posted).toEqual([]);
  expect(server.view.comments).toHaveLength(2);
});

it("[TC9] opens another stream before the token of this one expires, without trying a socket", async () => {
  await open();
  await place.pass(500);
  await beatFor((LIVES - 60) * 1000);
  expect([is(), place.sockets.length, place.streams.length]).toEqual(["live", 2, 2]);
  const [before, now] = place.streams;
  expect(before?.closedByClient).toBe(true);
  expect(now?.token).not.toBe(before?.token);
  expect(now?.url.href).not.toContain(now?.token);
});

it("[TC9] stays with a stream that beats, also after sleep, and leaves one that is silent", async () => {
  await open();
  await place.pass(500);
  await beatFor(5 * 60_000);
  place.streams[0]?.say("");
  await settled();
  await place.wake();
  await place.pass(BEAT_MS - 1);
  await beatFor(60_000);
  expect([is(), place.streams.length]).toEqual(["live", 1]);
  server.vanish();
  await place.pass(30_000);
  expect(place.streams[0]?.closedByClient).toBe(true);
  expect([is(), place.streams.length]).toEqual(["live", 2]);
});

it("[TC9] goes on trying both ways when the order has no room for a stream, and gives up for a reason that HTTP gives", async () => {
  place.streamDoor = (stream) => stream.cut();
  await open();
  await place.pass(60_000);
  expect(is()).not.toBe("live");
  expect(place.sockets.length).toBeGreaterThan(3);
  expect(place.streams.length).toBeGreaterThan(2);
  expect(Math.abs(place.sockets.length - place.streams.length)).toBeLessThan(3);
  place.answer = () => ({ status: 404 });
  await place.pass(60_000);
  expect(client.view().connection).toEqual({ is: "closed", why: "not-found" });
});

it("[TC9] closes its stream when it is closed", async () => {
  await open();
  await place.pass(500);
  client.close();
  await settled();
  expect(place.streams[0]?.closedByClient).toBe(true);
});

it("[TC9] has no stream of a venue to fall back to, and goes on trying its socket", async () => {
  place.answer = () => ({ status: 200 });
  const token = async () => tokenOf("ann", [], place.now(), LIVES);
  const venue = openVenue({ baseUrl: "http://api.test", venue: "v1", token, environment: place });
  opened.push(venue);
  await place.pass(60_000);
  expect(place.streams).toHaveLength(0);
  expect(place.sockets.length).toBeGreaterThan(5);
  expect(venue.view().connection.is).not.toBe("closed");
});

it("[TC9] does not say that a stream has taken a message", async () => {
  const heard: unknown[] = [];
  const connection = new Connection(
    {
      url: () => "ws://api.test/live",
      probe: "http://api.test/probe",
      stream: (token) => new StreamSocket("http://api.test/events", token, place),
      token: async () => tokenOf("ann", [], place.now(), LIVES),
      heard: (message) => heard.push(message),
      changed: () => {},
    },
    place,
  );
  opened.push(connection);
  await place.pass(500);
  expect([connection.state.is, connection.onlyTells, heard.length]).toEqual(["live", true, 1]);
  expect(connection.say({ id: "1" })).toBe(false);
});
