import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Admission, type Holder, MAX_CONNECTIONS, sessionName, type SocketHolder } from "../../protocol/session";
import { GatewayObject } from "../gateway/gateway-object";

const ok: Admission = { ok: true };
const full: Admission = { ok: false, reason: "too-many" };
const over: Admission = { ok: false, reason: "revoked" };
const gateway = (n: number | string): Holder => ({ kind: "gateway", name: `session-test/${n}`, region: "global" });
const session = (name: string) => env.SESSION.getByName(sessionName("pizza", name));
const inAnHour = () => Date.now() + 3_600_000;

/** What gateways were asked: `end name session` or `holding name session`. Reset before each test. */
let asked: string[] = [];
/** How gateways behave in a test; the rest of the class is as it is. */
let gateways: { end: (name: string) => void | Promise<void>; holding: (name: string) => number | Promise<number> };

const nameOf = (object: object): string => Reflect.get(object, "ctx").id.name;

const own = (["end", "holding"] as const).map((name) => [name, Object.getOwnPropertyDescriptor(GatewayObject.prototype, name)] as const);
beforeEach(() => {
  asked = [];
  gateways = { end: () => {}, holding: () => 0 };
  Object.assign(GatewayObject.prototype, {
    end(of: string) {
      asked.push(`end ${nameOf(this)} ${of}`);
      return gateways.end(nameOf(this));
    },
    holding(of: string) {
      asked.push(`holding ${nameOf(this)} ${of}`);
      return gateways.holding(nameOf(this));
    },
  } satisfies SocketHolder);
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  for (const [name, descriptor] of own) {
    if (descriptor) Object.defineProperty(GatewayObject.prototype, name, descriptor);
    else Reflect.deleteProperty(GatewayObject.prototype, name);
  }
  vi.restoreAllMocks();
});

/** The clock stands still, so far from now. */
const at = (ms: number) => vi.spyOn(Date, "now").mockReturnValue(ms);
const alarmOf = (name: string) => runInDurableObject(session(name), (_, { storage }) => storage.getAlarm());
const tablesOf = (name: string) =>
  runInDurableObject(session(name), (_, { storage }) =>
    storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'").toArray(),
  );
const never = new Promise<never>(() => {});

describe("counting", () => {
  it(`[T20] a session has ${MAX_CONNECTIONS} sockets open over all its holders, and no more, also after sleep`, async () => {
    gateways.holding = (name) => (name.endsWith("/1") ? 60 : 39);
    expect(await session("sum").hold(gateway(1), 60, 1)).toEqual(ok);
    expect(await session("sum").hold(gateway(2), 39, 1)).toEqual(ok);
    await evictDurableObject(session("sum"));
    expect(await session("sum").hold(gateway(3), 2, 1)).toEqual(full);
    expect(await session("sum").hold(gateway(3), 1, 2)).toEqual(ok);
    expect(await session("sum").hold(gateway(1), 61, 2)).toEqual(full);
    await session("sum").release(gateway(2), 38, 2);
    expect(await session("sum").hold(gateway(1), 61, 3)).toEqual(ok);
    expect(await session("other").hold(gateway(1), MAX_CONNECTIONS + 1, 1)).toEqual(full);
    expect(await session("other").hold(gateway(1), MAX_CONNECTIONS, 2)).toEqual(ok);
  });

  it("[T20] a report that comes twice counts once, and as many at once as there are get in only as far as there is room", async () => {
    for (const turn of [1, 1, 2]) expect(await session("twice").hold(gateway(1), 60, turn)).toEqual(ok);
    gateways.holding = () => 60;
    const answers = await Promise.all([2, 3, 4, 5].map((n) => session("twice").hold(gateway(n), 15, 1)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(2);
  });

  it("[T21] before it refuses it asks the others, whose sockets a deploy may have cut", async () => {
    expect(await session("stale").hold(gateway(1), 60, 1)).toEqual(ok);
    expect(await session("stale").hold(gateway(2), 40, 1)).toEqual(ok);
    gateways.holding = (name) => (name.endsWith("/1") ? 0 : 40);
    expect(await session("stale").hold(gateway(3), 60, 1)).toEqual(ok);
    expect(asked.toSorted()).toEqual(["holding session-test/1 stale", "holding session-test/2 stale"]);
    expect(await session("stale").hold(gateway(3), 61, 2)).toEqual(full);
  });

  it("[T21] who does not answer counts as it reported, and who knocks again at once does not have everybody asked again", async () => {
    expect(await session("mute").hold(gateway("throws"), 60, 1)).toEqual(ok);
    expect(await session("mute").hold(gateway("hangs"), 40, 1)).toEqual(ok);
    gateways.holding = (name) => {
      if (name.endsWith("hangs")) return never;
      throw new Error("planted");
    };
    expect(await session("mute").hold(gateway(1), 1, 1)).toEqual(full);
    expect(await session("mute").hold(gateway(1), 1, 2)).toEqual(full);
    expect(asked).toHaveLength(2);
    gateways.holding = () => 1;
    at(Date.now() + 60_000);
    expect(await session("mute").hold(gateway(1), 1, 3)).toEqual(ok);
  });

  it("[T21] a report that comes while its holder is being asked is newer than the answer", async () => {
    expect(await session("meanwhile").hold(gateway(1), 60, 1)).toEqual(ok);
    const { promise: gate, resolve: answer } = Promise.withResolvers<number>();
    gateways.holding = () => gate;
    const knocking = session("meanwhile").hold(gateway(2), 60, 1);
    await expect.poll(() => asked).toHaveLength(1);
    expect(await session("meanwhile").hold(gateway(1), 61, 2)).toEqual(ok);
    answer(0);
    expect(await knocking).toEqual(full);
  });

  it("[T22] a word that was overtaken takes nothing away", async () => {
    expect(await session("overtaken").hold(gateway(1), 2, 7)).toEqual(ok);
    await session("overtaken").release(gateway(1), 0, 6);
    await session("overtaken").release(gateway(1), 1, 5);
    await session("overtaken").revoke(inAnHour());
    expect(asked).toEqual(["end session-test/1 overtaken"]);
  });
});

describe("revoking", () => {
  it("[T23] every holder that reported is told, once, and nobody is let in again, also after sleep", async () => {
    for (const n of [1, 2]) await session("revoked").hold(gateway(n), 1, 1);
    await session("revoked").hold(gateway(3), 1, 1);
    await session("revoked").release(gateway(3), 0, 2);
    await session("revoked").revoke(inAnHour());
    await session("revoked").revoke(inAnHour());
    expect(asked.toSorted()).toEqual(["end session-test/1 revoked", "end session-test/2 revoked"]);
    await evictDurableObject(session("revoked"));
    expect(await session("revoked").hold(gateway(4), 1, 1)).toEqual(over);
    await session("revoked").release(gateway(1), 0, 9);
    expect(await session("revoked").hold(gateway(1), MAX_CONNECTIONS + 1, 10)).toEqual(over);
  });

  it("[T23] a session that never had a socket can be revoked", async () => {
    await session("quiet").revoke(inAnHour());
    expect(await session("quiet").hold(gateway(1), 1, 1)).toEqual(over);
  });

  it("[T23] who knocks while it is revoked is not let in", async () => {
    expect(await session("knocking").hold(gateway(1), 60, 1)).toEqual(ok);
    const { promise: gate, resolve: answer } = Promise.withResolvers<number>();
    gateways.holding = () => gate;
    const knocking = session("knocking").hold(gateway(2), 60, 1);
    await expect.poll(() => asked).toHaveLength(1);
    await session("knocking").revoke(inAnHour());
    answer(0);
    expect(await knocking).toEqual(over);
  });

  it("[T24] a holder that fails or hangs holds up nobody, and the alarm asks it until it has done it", async () => {
    for (const n of ["throws", "hangs", "works"]) await session("stubborn").hold(gateway(n), 1, 1);
    const { promise: gate, resolve: wake } = Promise.withResolvers<void>();
    gateways.end = (name) => {
      if (name.endsWith("throws")) throw new Error("planted");
      return name.endsWith("hangs") ? gate : undefined;
    };
    await session("stubborn").revoke(inAnHour());
    expect(asked).toHaveLength(3);

    wake(); // too late: nobody waits for it any more
    await evictDurableObject(session("stubborn"));
    gateways.end = (name) => (name.endsWith("hangs") ? Promise.reject(new Error("planted")) : undefined);
    asked = [];
    expect(await alarmOf("stubborn")).toEqual(expect.any(Number));
    expect(await runDurableObjectAlarm(session("stubborn"))).toBe(true);
    expect(asked.toSorted()).toEqual(["end session-test/hangs stubborn", "end session-test/throws stubborn"]);

    gateways.end = () => {};
    asked = [];
    expect(await runDurableObjectAlarm(session("stubborn"))).toBe(true);
    expect(asked).toEqual(["end session-test/hangs stubborn"]);
    expect(await alarmOf("stubborn")).toBeGreaterThan(Date.now() + 3_000_000); // nothing is left but to forget
  });

  it("[T24] an alarm that was lost is set again on waking", async () => {
    await session("lost").hold(gateway(1), 1, 1);
    gateways.end = () => Promise.reject(new Error("planted"));
    await session("lost").revoke(inAnHour());
    await runInDurableObject(session("lost"), (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(session("lost"));
    expect(await alarmOf("lost")).toEqual(expect.any(Number));
  });
});

describe("forgetting", () => {
  it("[T25] once its tokens are dead a revoked session leaves no storage and no alarm, also when a holder never answered", async () => {
    await session("dead").hold(gateway(1), 1, 1);
    gateways.end = () => Promise.reject(new Error("planted"));
    const until = inAnHour();
    await session("dead").revoke(until);
    expect(await session("dead").hold(gateway(2), 1, 1)).toEqual(over);
    at(until + 1);
    expect(await runDurableObjectAlarm(session("dead"))).toBe(true);
    expect([await tablesOf("dead"), await alarmOf("dead")]).toEqual([[], null]);
    await evictDurableObject(session("dead"));
    expect([await tablesOf("dead"), await alarmOf("dead")]).toEqual([[], null]);
  });

  it("[T25] a session whose last socket has gone leaves nothing, and can begin anew in the same breath", async () => {
    await session("guest").hold(gateway(1), 1, 1);
    await session("guest").release(gateway(1), 0, 2);
    expect(await alarmOf("guest")).toBeLessThan(Date.now() + 3_600_000);
    expect(await runDurableObjectAlarm(session("guest"))).toBe(true);
    expect([asked, await tablesOf("guest"), await alarmOf("guest")]).toEqual([[], [], null]);
    expect(await session("guest").hold(gateway(1), 1, 3)).toEqual(ok);
    await session("guest").revoke(inAnHour());
    expect(asked).toEqual(["end session-test/1 guest"]);
  });

  it("[T25] sockets that nobody reported gone are looked for, and those that are there stay counted", async () => {
    for (const n of [1, 2]) await session("looked").hold(gateway(n), 1, 1);
    gateways.holding = (name) => (name.endsWith("/1") ? 0 : 1);
    expect(await runDurableObjectAlarm(session("looked"))).toBe(true);
    expect(asked).toHaveLength(2);
    expect(await alarmOf("looked")).toEqual(expect.any(Number));
    asked = [];
    await session("looked").revoke(inAnHour());
    expect(asked).toEqual(["end session-test/2 looked"]);
  });

  it("[T25] a word about nothing makes no storage", async () => {
    await session("nothing").release(gateway(1), 0, 1);
    expect([await tablesOf("nothing"), await alarmOf("nothing")]).toEqual([[], null]);
  });
});
