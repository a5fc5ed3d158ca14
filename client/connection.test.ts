// One socket kept up, in a place where time is ours.
import { describe, expect, it } from "vitest";
import { Connection, type ConnectionState } from "./connection";
import { TestEnvironment, settled, type TestSocket, tokenOf } from "./environment.fixture";
import { SignedOut } from "./token";

const LIVES = 3600;

/** A server that says hello, answers pings and takes fresh tokens. */
function hospitable(place: TestEnvironment) {
  const renewed: string[] = [];
  place.door = (socket: TestSocket) => {
    socket.heard = (text) => {
      if (text === "ping") return socket.say("pong");
      const { token } = JSON.parse(text);
      renewed.push(token);
      socket.say({ token: { exp: Math.floor(place.now() / 1000) + LIVES } });
    };
    socket.open();
    socket.say({ seq: 1 });
  };
  return renewed;
}

async function connected(place: TestEnvironment, options: { token?: (stale?: string) => Promise<string> } = {}) {
  let made = 0;
  const states: ConnectionState[] = [];
  const heard: unknown[] = [];
  const connection = new Connection(
    {
      url: () => "ws://api.test/live",
      probe: "http://api.test/probe",
      token: options.token ?? (async () => tokenOf("ann", [], place.now(), LIVES, String(made++))),
      heard: (message) => heard.push(message),
      changed: (state) => states.push(state),
    },
    place,
  );
  await settled();
  return { connection, states, heard, is: () => connection.state.is };
}

describe("a connection", () => {
  it("[TC1] waits anything from nothing to twice as long as before, half a minute at most", async () => {
    const place = new TestEnvironment();
    const { connection } = await connected(place);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      const state = connection.state;
      if (state.is !== "waiting") throw new Error(`it is ${state.is}`);
      waits.push(state.until - place.now());
      await place.pass(state.until - place.now());
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    place.dice = 0.25;
    await place.pass(30_000);
    expect(connection.state).toMatchObject({ is: "waiting", until: place.now() + 7500 });
    connection.close();
  });

  it("[TC1] begins with short waits again only when it has lived for a while", async () => {
    const place = new TestEnvironment();
    const { connection } = await connected(place);
    await place.pass(500 + 1000 + 2000);
    hospitable(place);
    await place.pass(4000);
    expect(connection.state).toEqual({ is: "live" });
    place.last.cut();
    await settled();
    expect(connection.state).toMatchObject({ is: "waiting", failures: 5 });
    await place.pass(8000 + 6000);
    expect(connection.state).toEqual({ is: "live" });
    place.last.cut();
    await settled();
    expect(connection.state).toMatchObject({ is: "waiting", failures: 1 });
    connection.close();
  });

  it("[TC45] says when something came last, while nothing comes, and nothing of it before anything has", async () => {
    const place = new TestEnvironment();
    const { connection } = await connected(place);
    expect(connection.state).not.toHaveProperty("heard");
    hospitable(place);
    await place.pass(500);
    const heard = place.now();
    await place.pass(9_000);
    place.last.cut();
    await settled();
    expect(connection.state).toMatchObject({ is: "waiting", heard });
    connection.close();
  });

  it("[TC2] offers its token as a subprotocol beside ours, and never says it in the address", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection } = await connected(place);
    expect(place.last.protocols).toEqual(["brigade.live.v1", `bearer.${place.last.token}`]);
    expect(place.last.token).not.toBe("");
    expect(place.last.url.href).not.toContain(place.last.token);
    connection.close();
  });

  it("[TC3] comes back at once with another token when the server refuses this one, and gives up when it refuses that as well", async () => {
    const place = new TestEnvironment();
    const asked: (string | undefined)[] = [];
    hospitable(place);
    const { connection, states } = await connected(place, {
      token: async (stale) => {
        asked.push(stale);
        return tokenOf("ann", [], place.now(), LIVES, String(asked.length));
      },
    });
    const [first] = place.sockets;
    first?.cut(4401);
    await settled();
    expect(asked).toEqual([undefined, first?.token]);
    expect(states.map(({ is }) => is)).toEqual(["connecting", "live", "connecting", "live"]);
    place.last.cut(4401);
    await place.pass(120_000);
    expect(connection.state).toEqual({ is: "closed", why: "unauthorized" });
    expect(place.sockets).toHaveLength(2);
  });

  it("[TC3] asks HTTP why a socket was refused before it opened, because browsers do not say", async () => {
    for (const [status, why] of [
      [403, "forbidden"],
      [404, "not-found"],
      [401, "unauthorized"],
    ] as const) {
      const place = new TestEnvironment();
      place.answer = ({ url }) => ({ status: url === "http://api.test/probe" ? status : 500 });
      const { connection } = await connected(place);
      await place.pass(60_000);
      expect(connection.state).toEqual({ is: "closed", why });
      expect(place.sockets).toHaveLength(status === 401 ? 2 : 1);
    }
  });

  it("[TC3] goes on trying when HTTP finds nothing wrong, and when there is no HTTP either", async () => {
    const place = new TestEnvironment();
    place.answer = () => ({ status: 426 });
    const { connection, is } = await connected(place);
    expect(is()).toBe("waiting");
    place.answer = () => undefined;
    await place.pass(500);
    expect(is()).toBe("waiting");
    connection.close();
  });

  it.each([
    [4403, "forbidden"],
    [4404, "not-found"],
  ] as const)("[TC4] gives up with a reason when the server closes with %i", async (code, why) => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection } = await connected(place);
    place.last.cut(code);
    await place.pass(120_000);
    expect(connection.state).toEqual({ is: "closed", why });
    expect(place.sockets).toHaveLength(1);
  });

  it("[TC4] gives up when somebody must sign in, and tries again when a token could not be fetched", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    let failure: Error | undefined = new TypeError("fetch failed");
    const token = async () => {
      if (failure) throw failure;
      return tokenOf("ann", [], place.now(), LIVES);
    };
    const { connection } = await connected(place, { token });
    expect(connection.state).toMatchObject({ is: "waiting" });
    failure = undefined;
    await place.pass(500);
    expect(connection.state).toEqual({ is: "live" });
    failure = new SignedOut();
    place.last.cut();
    await place.pass(1000);
    expect(connection.state).toEqual({ is: "closed", why: "unauthorized" });
  });

  it("[TC5] renews its token on the open socket before it expires, again and again", async () => {
    const place = new TestEnvironment();
    const renewed = hospitable(place);
    const { connection } = await connected(place);
    await place.pass((LIVES - 91) * 1000);
    expect(renewed).toEqual([]);
    await place.pass(1000);
    expect(renewed).toHaveLength(1);
    await place.pass(LIVES * 1000);
    expect(renewed).toHaveLength(2);
    expect(new Set([place.last.token, ...renewed]).size).toBe(3);
    expect(place.sockets).toHaveLength(1);
    connection.close();
  });

  it("[TC5] asks again when there was no new token yet", async () => {
    const place = new TestEnvironment();
    const renewed = hospitable(place);
    const old = tokenOf("ann", [], place.now(), LIVES, "old");
    let newest = old;
    const { connection } = await connected(place, { token: async () => newest });
    await place.pass((LIVES - 60) * 1000);
    expect(renewed).toEqual([]);
    newest = tokenOf("ann", [], place.now(), LIVES, "new");
    await place.pass(10_000);
    expect(renewed).toEqual([newest]);
    connection.close();
  });

  it("[TC5] dials anew when the socket takes no token of another sign-in, and gives up when the next one does not either", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection } = await connected(place);
    const { last } = place;
    last.heard = (text) => (text === "ping" ? last.say("pong") : last.cut(4403));
    await place.pass((LIVES - 60) * 1000);
    expect(connection.state).toEqual({ is: "live" });
    expect(place.sockets).toHaveLength(2);
    expect(place.last.token).not.toBe(last.token);
    place.last.cut(4403);
    await settled();
    expect(connection.state).toEqual({ is: "closed", why: "forbidden" });
  });

  it("[TC6] finds a socket that is open in name only within 30 seconds, and comes back", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection, is } = await connected(place);
    await place.pass(3 * 60_000);
    expect(place.sockets).toHaveLength(1);
    const dead = place.last;
    dead.heard = () => {};
    await place.pass(30_000);
    expect(dead.closedByClient).toBe(true);
    expect(place.sockets).toHaveLength(2);
    expect(is()).toBe("live");
    connection.close();
  });

  it("[TC6] does not wait for a socket that never opens", async () => {
    const place = new TestEnvironment();
    place.door = () => {};
    const { connection, is } = await connected(place);
    await place.pass(9999);
    expect(is()).toBe("connecting");
    hospitable(place);
    await place.pass(1000);
    expect(is()).toBe("live");
    connection.close();
  });

  it("[TC7] comes back at once when the device is online again or somebody looks", async () => {
    const place = new TestEnvironment();
    const { connection, is } = await connected(place);
    await place.pass(60_000);
    expect(is()).toBe("waiting");
    hospitable(place);
    await place.wake();
    expect(is()).toBe("live");
    connection.close();
  });

  it("[TC7] finds out at once after sleep whether the socket has survived", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection, is } = await connected(place);
    place.last.heard = () => {};
    await place.wake();
    await place.pass(4500);
    expect(place.sockets).toHaveLength(2);
    expect(is()).toBe("live");
    connection.close();
  });

  it("[TC8] says what it is doing, and nothing after it is closed", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection, states, heard } = await connected(place);
    const { last } = place;
    last.cut();
    await place.pass(500);
    connection.close();
    place.last.say({ seq: 2 });
    await place.pass(120_000);
    expect(states.map(({ is }) => is)).toEqual(["connecting", "live", "waiting", "connecting", "live", "closed"]);
    expect(heard).toEqual([{ seq: 1 }, { seq: 1 }]);
    expect(place.sockets).toHaveLength(2);
    expect(connection.say({})).toBe(false);
  });

  it("[TC8] begins again after a message that is no JSON", async () => {
    const place = new TestEnvironment();
    hospitable(place);
    const { connection, is } = await connected(place);
    place.last.say("{");
    await settled();
    expect(is()).toBe("waiting");
    connection.close();
  });
});
