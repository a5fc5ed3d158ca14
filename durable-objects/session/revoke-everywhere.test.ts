import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { creating } from "../../domain/order/given.fixture";
import { venueFeed } from "../../protocol/feed";
import { sessionName } from "../../protocol/session";
import { dial, gateway, tokenOf } from "../gateway/stomp-client.fixture";
import { open } from "../order/open.fixture";
import { storeMenu } from "../order/stored-menu.fixture";

beforeAll(storeMenu);

/** A waiter whose sign-in has a STOMP connection, an order's socket, a stream of it and a screen of the venue. */
async function everywhere(n: number, session: string) {
  const waiter = { tenant: "t1", user: "wes", roles: ["ROLE_v1_WAITER", "ROLE_WAITER"], session };
  const authorization = `Bearer ${await tokenOf(waiter)}`;
  const { ask, stub } = open(n);
  await ask("c1", creating);
  const stomp = await dial(`everywhere-${n}`);
  stomp.send("CONNECT", { login: await tokenOf(waiter), "accept-version": "1.2" });
  await stomp.hears("CONNECTED");
  const closes = [stomp.closes];
  const headers = { upgrade: "websocket", authorization };
  for (const object of [stub(), env.FEED.getByName(venueFeed("t1", "v1"))]) {
    const { webSocket } = await object.fetch("https://api.test/live", { headers });
    let closed: number | undefined;
    webSocket?.addEventListener("close", ({ code }) => void (closed = code));
    webSocket?.accept();
    closes.push((code) => expect.poll(() => closed).toBe(code));
  }
  const stream = await stub().fetch("https://api.test/events", { headers: { authorization } });
  return { closes, ended: stream.text(), again: () => stub().fetch("https://api.test/events", { headers: { authorization } }) };
}

const held = (session: string) => env.SESSION.getByName(sessionName("t1", session));
const inAnHour = () => Date.now() + 3_600_000;

describe("a sign-in that ends", () => {
  it("[T31] takes with it all that is open: a STOMP connection, an order's socket, a stream, a venue's screen; and lets nothing in again", async () => {
    const { closes, ended, again } = await everywhere(1, "one");
    const other = await everywhere(2, "two");
    await held("one").revoke(inAnHour());
    for (const close of closes) await close(4401);
    expect(await ended).toContain("event: snapshot");
    expect((await again()).status).toBe(401);
    const late = await dial("everywhere-1");
    late.send("CONNECT", { login: await tokenOf({ tenant: "t1", user: "wes", session: "one" }), "accept-version": "1.2" });
    await late.hears("message:the sign-in has ended");
    await late.closes(4401);
    await held("two").revoke(inAnHour());
    for (const close of other.closes) await close(4401);
    await other.ended;
  });

  it("[T31] … also what has slept since", async () => {
    const { closes, ended } = await everywhere(3, "three");
    await evictDurableObject(gateway("everywhere-3"));
    await evictDurableObject(held("three"));
    await held("three").revoke(inAnHour());
    for (const close of closes) await close(4401);
    await ended;
  });
});
