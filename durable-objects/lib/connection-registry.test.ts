import { afterEach, describe, expect, it, vi } from "vitest";
import type { Admission } from "../../protocol/session";
import { ConnectionRegistry, type SocketOwner } from "./connection-registry";

const owner = (session = "s1", tenant = "pizza"): SocketOwner => ({ tenant, session, region: "global" });
const ok: Admission = { ok: true };
const full: Admission = { ok: false, reason: "too-many" };
const over: Admission = { ok: false, reason: "revoked" };

/** A socket is its attachment here. */
const socketOf = (attachment?: SocketOwner): WebSocket => Object.assign(Object.create(null), { attachment });

type Call = { what: string; turn: number; answer: PromiseWithResolvers<Admission> };

/** A holder with these sockets from before its sleep, whose calls to sessions are a list, and whose answers are given by hand. */
function holder(slept: WebSocket[] = []) {
  const calls: Call[] = [];
  const ended: WebSocket[] = [];
  const work: Promise<unknown>[] = [];
  const call = (word: string, name: string) => (by: { name: string }, count: number, turn: number) => {
    const answer = Promise.withResolvers<Admission>();
    calls.push({ what: `${by.name} ${word} ${name} ${count}`, turn, answer });
    return answer.promise;
  };
  const getByName = (name: string) => ({
    hold: call("hold", name),
    release: async (...report: Parameters<ReturnType<typeof call>>) => void (await call("release", name)(...report)),
  });
  const sockets = new ConnectionRegistry<WebSocket>({
    ctx: { getWebSockets: () => slept, waitUntil: (promise) => void work.push(promise) },
    sessions: { getByName, jurisdiction: () => ({ getByName }) },
    holder: ({ region }) => ({ kind: "order", name: "o", region }),
    read: (socket) => Reflect.get(socket, "attachment"),
    end: (socket) => {
      ended.push(socket);
      sockets.left(socket);
      if (Reflect.get(socket, "breaks")) throw new Error("gone");
    },
  });
  let answered = 0;
  return {
    sockets,
    ended,
    /** What was asked since the start, as words. */
    said: () => calls.map(({ what }) => what),
    turns: () => calls.map(({ turn }) => turn),
    /** The next answer; an Error is a failure. */
    answer: async (word: Admission | Error = ok) => {
      await expect.poll(() => calls.length).toBeGreaterThan(answered);
      const next = calls[answered++]?.answer;
      if (word instanceof Error) next?.reject(word);
      else next?.resolve(word);
    },
    settled: async () => void (await Promise.all(work)),
  };
}

afterEach(() => vi.restoreAllMocks());

describe("letting in", () => {
  it("[T10] the session's object hears how many there are with the new one, and with its word the socket is in", async () => {
    const { sockets, said, answer } = holder([socketOf(owner()), socketOf(), socketOf(owner("s2"))]);
    const admission = sockets.admit(socketOf(owner()));
    await answer();
    expect(await admission).toEqual(ok);
    expect(said()).toEqual(["o hold pizza/session/s1 2"]);
    expect([sockets.holding("s1"), sockets.holding("s2"), sockets.holding("s3")]).toEqual([2, 1, 0]);
  });

  it("[T10] a socket that is refused is not in", async () => {
    for (const word of [full, over]) {
      const { sockets, answer } = holder();
      const admission = sockets.admit(socketOf(owner()));
      await answer(word);
      expect([await admission, sockets.holding("s1")]).toEqual([word, 0]);
    }
  });

  it("[T10] asking twice for a socket is asking once", async () => {
    const { sockets, said, answer } = holder();
    const socket = socketOf(owner());
    const both = [sockets.admit(socket), sockets.admit(socket)];
    await answer();
    expect(await Promise.all(both)).toEqual([ok, ok]);
    expect(await sockets.admit(socket)).toEqual(ok);
    expect([said().length, sockets.holding("s1")]).toEqual([1, 1]);
  });

  it("[T11] those that come while the session's object is asked are asked for together, and other sessions do not wait", async () => {
    const { sockets, said, answer } = holder();
    const many = Array.from({ length: 30 }, () => sockets.admit(socketOf(owner())));
    const other = sockets.admit(socketOf(owner("s2")));
    await answer();
    await answer();
    await answer();
    expect(await Promise.all([...many, other])).toEqual(Array.from({ length: 31 }, () => ok));
    expect(said()).toEqual(["o hold pizza/session/s1 1", "o hold pizza/session/s2 1", "o hold pizza/session/s1 30"]);
  });

  it("[T11] of those that are too many together, as many get in as there is room for", async () => {
    const { sockets, said, answer, settled } = holder();
    const first = sockets.admit(socketOf(owner()));
    const rest = Array.from({ length: 4 }, () => sockets.admit(socketOf(owner())));
    for (const word of [ok, full, ok, ok, full]) await answer(word);
    expect(await Promise.all([first, ...rest])).toEqual([ok, ok, ok, full, full]);
    await settled();
    expect(said().map((what) => what.split(" ").at(-1))).toEqual(["1", "5", "2", "3", "4"]);
    expect(sockets.holding("s1")).toBe(3);
  });

  it("[T12] when the session's object does not answer nobody is let in, it is told how many there are, and the next one asks again", async () => {
    const { sockets, said, answer, settled } = holder();
    const failed = expect(sockets.admit(socketOf(owner()))).rejects.toThrow("down");
    await answer(new Error("down"));
    await failed;
    expect(sockets.holding("s1")).toBe(0);
    const next = sockets.admit(socketOf(owner()));
    await answer();
    await answer();
    expect(await next).toEqual(ok);
    await settled();
    expect(said().map((what) => what.split(" ").slice(1).join(" "))).toEqual(
      expect.arrayContaining(["hold pizza/session/s1 1", "release pizza/session/s1 0", "hold pizza/session/s1 1"]),
    );
  });

  it("[T12] a session's object that hangs is an object that does not answer", async () => {
    vi.useFakeTimers();
    try {
      const { sockets } = holder();
      const hung = expect(sockets.admit(socketOf(owner()))).rejects.toThrow("no answer");
      await vi.advanceTimersByTimeAsync(10_000);
      await hung;
    } finally {
      vi.useRealTimers();
    }
  });

  it("[T13] each word has a larger number than the one before, whatever the clock does", async () => {
    const { sockets, turns, answer } = holder();
    for (const now of [1_000, 1_000, 500, 2_000]) {
      vi.spyOn(Date, "now").mockReturnValue(now);
      const admission = sockets.admit(socketOf(owner()));
      vi.spyOn(Date, "now").mockRestore();
      await answer();
      await admission;
    }
    expect(turns()).toEqual([1_000, 1_001, 1_002, 2_000]);
  });
});

describe("leaving", () => {
  it("[T14] those that leave while a report is under way are in the next one, also when their attachments are gone", async () => {
    const slept = [socketOf(owner()), socketOf(owner()), socketOf(owner()), socketOf(owner())];
    const { sockets, said, answer, settled } = holder(slept);
    for (const socket of slept.slice(0, 3)) {
      Reflect.deleteProperty(socket, "attachment");
      sockets.left(socket);
      sockets.left(socket);
    }
    sockets.left(socketOf());
    await answer();
    await answer();
    await settled();
    expect(said()).toEqual(["o release pizza/session/s1 3", "o release pizza/session/s1 1"]);
  });

  it("[T14] a report that fails is no trouble of the socket's, and the next word has the right number", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const slept = [socketOf(owner()), socketOf(owner())];
    const { sockets, said, answer, settled } = holder(slept);
    slept.slice(0, 1).forEach((socket) => sockets.left(socket));
    await answer(new Error("down"));
    await settled();
    const next = sockets.admit(socketOf(owner()));
    await answer();
    await next;
    expect(said()).toEqual(["o release pizza/session/s1 1", "o hold pizza/session/s1 2"]);
  });

  it("[T15] a socket that goes before the word on it has come is not in, and what was said too much is taken back", async () => {
    const { sockets, said, answer, settled } = holder();
    const [asked, waiting] = [socketOf(owner()), socketOf(owner())];
    const both = [sockets.admit(asked), sockets.admit(waiting)];
    sockets.left(asked);
    sockets.left(waiting);
    await answer();
    await answer();
    await Promise.all(both);
    await settled();
    expect(said()).toEqual(["o hold pizza/session/s1 1", "o release pizza/session/s1 0"]);
    expect(sockets.holding("s1")).toBe(0);
  });

  it("[T16] who counts while a socket is being let in counts it, and is told when it was not", async () => {
    const { sockets, said, answer, settled } = holder([socketOf(owner())]);
    const admission = sockets.admit(socketOf(owner()));
    await expect.poll(said).toHaveLength(1);
    expect(sockets.holding("s1")).toBe(2);
    await answer(full);
    expect(await admission).toEqual(full);
    await answer();
    await settled();
    expect(said()).toEqual(["o hold pizza/session/s1 2", "o release pizza/session/s1 1"]);
  });
});

describe("the end of a session", () => {
  it("[T17] every socket of the session is ended, each by itself, and no other; nothing is reported", async () => {
    const mine = [socketOf(owner()), Object.assign(socketOf(owner()), { breaks: true }), socketOf(owner())];
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const { sockets, said, ended, settled } = holder([...mine, socketOf(owner("s2"))]);
    sockets.end("s1");
    sockets.end("s1");
    await settled();
    expect(ended).toEqual(mine);
    expect([sockets.holding("s1"), sockets.holding("s2"), said()]).toEqual([0, 1, []]);
  });

  it("[T17] a socket that is being let in when the end comes is not let in, whatever the word on it says", async () => {
    const { sockets, said, ended, answer, settled } = holder();
    const both = [sockets.admit(socketOf(owner())), sockets.admit(socketOf(owner()))];
    await expect.poll(said).toHaveLength(1);
    sockets.end("s1");
    await answer(ok);
    expect(await Promise.all(both)).toEqual([over, over]);
    await settled();
    expect([sockets.holding("s1"), ended, said().length]).toEqual([0, [], 1]);
  });

  it("[T18] 10,000 sockets of as many sessions cost one call at coming and one at going", async () => {
    const words: string[] = [];
    const getByName = (name: string) => ({
      hold: async (_: unknown, count: number) => (words.push(`+${count} ${name}`), ok),
      release: async (_: unknown, count: number) => void words.push(`-${count} ${name}`),
    });
    const work: Promise<unknown>[] = [];
    const sockets = new ConnectionRegistry<WebSocket>({
      ctx: { getWebSockets: () => [], waitUntil: (promise) => void work.push(promise) },
      sessions: { getByName, jurisdiction: () => ({ getByName }) },
      holder: ({ region }) => ({ kind: "gateway", name: "g", region }),
      read: (socket) => Reflect.get(socket, "attachment"),
      end: () => {},
    });
    const all = Array.from({ length: 10_000 }, (_, n) => socketOf(owner(`s${n}`)));
    await Promise.all(all.map((socket) => sockets.admit(socket)));
    for (const socket of all) sockets.left(socket);
    await Promise.all(work);
    expect(words.filter((word) => word.startsWith("+1 "))).toHaveLength(10_000);
    expect(words.filter((word) => word.startsWith("-0 "))).toHaveLength(10_000);
    expect(words).toHaveLength(20_000);
  });
});
