import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { signAccessToken } from "../../../../runtime/access-token";
import { venueFeed } from "../../../../protocol/feed";
import { readKeys } from "../../../../runtime/keys";
import menuWorker from "../../../menu/index";
import { openChain } from "#api/services/menu/chain.fixture";
import { burger, person } from "./person.fixture";

const chain = crypto.randomUUID();
const ann = person(chain, "ROLE_ANONYMOUS");
const staff = person(chain, "ROLE_centrum_KDS", "ROLE_centrum_ORDERS");
beforeAll(() => openChain(chain, menuWorker));
afterEach(() => vi.restoreAllMocks());

const tokenOf = (roles = ["ROLE_centrum_KDS"], user = staff.user, ttl = 600) =>
  signAccessToken(
    readKeys(env.KEYS),
    { tenant: chain, user, login: "kit", roles, client: "app", region: "global", session: `sign-in of ${user}` },
    Date.now(),
    ttl,
  );

async function ask(path: string, headers: Record<string, string> = {}) {
  const res = await exports.default.fetch(`https://api.test/ordering-api/api/venue/${path}`, { headers });
  const socket = res.webSocket;
  if (!socket) return { status: res.status, body: await res.json<{ type: string; message: string }>() };
  const heard: Record<string, unknown>[] = [];
  let closed: number | undefined;
  socket.addEventListener("message", ({ data }) => void heard.push(JSON.parse(String(data))));
  socket.addEventListener("close", ({ code }) => void (closed = code));
  socket.accept();
  const say = (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message));
  return { status: res.status, heard, say, closes: (code: number) => expect.poll(() => closed).toBe(code) };
}

async function dial(path: string, headers: Record<string, string> = {}) {
  const one = await ask(path, { upgrade: "websocket", ...headers });
  if (!one.heard) throw new Error(`no socket: ${one.status} ${JSON.stringify(one.body)}`);
  return one;
}
const signedIn = async () => dial("centrum/live", { "sec-websocket-protocol": `brigade.live.v1, bearer.${await tokenOf()}` });

describe("GET /ordering-api/api/venue/{venue}/live", () => {
  it("[F18] a plain request, a wrong number, a stranger, a token in the address and a venue that is not there are refused in words", async () => {
    const authorization = `Bearer ${await tokenOf()}`;
    expect((await ask("centrum/live", { authorization })).status).toBe(426);
    expect((await ask("centrum/live?after=x", { authorization, upgrade: "websocket" })).status).toBe(400);
    expect((await ask("centrum/live", { upgrade: "websocket" })).status).toBe(401);
    expect((await ask("centrum/live?token=x", { authorization, upgrade: "websocket" })).body?.message).toContain("never stands in a URL");
    const stranger = { authorization: `Bearer ${await tokenOf(["ROLE_praga_KDS"])}`, upgrade: "websocket" };
    expect((await ask("centrum/live", stranger)).status).toBe(403);
    const everywhere = { authorization: `Bearer ${await tokenOf(["ROLE_KDS"])}`, upgrade: "websocket" };
    expect((await ask("nowhere/live", everywhere)).status).toBe(404);
    expect((await ask("nowhere/live?tenant=nobody", { upgrade: "websocket" })).status).toBe(404);
  });

  it("[RO3] lets in whoever sees the venue's orders elsewhere, and nobody else", async () => {
    for (const role of ["COURIER", "PAY", "AGGREGATOR", "COOK"])
      await dial("centrum/live", { "sec-websocket-protocol": `brigade.live.v1, bearer.${await tokenOf([`ROLE_centrum_${role}`])}` });
    const refused = { authorization: `Bearer ${await tokenOf(["ROLE_centrum_KIOSK", "ROLE_praga_COURIER"])}`, upgrade: "websocket" };
    expect((await ask("centrum/live", refused)).status).toBe(403);
    const later = await dial(`centrum/live?tenant=${chain}`);
    later.say({ token: await tokenOf(["ROLE_COURIER"]) });
    await expect.poll(() => later.heard[0]).toMatchObject({ snapshot: expect.any(Array) });
  });

  it("[F20] the token may come in the first message; what else comes first, or a token that may not look, ends it", async () => {
    const good = await dial(`centrum/live?tenant=${chain}`);
    good.say({ token: await tokenOf() });
    await expect.poll(() => good.heard[0]).toMatchObject({ snapshot: expect.any(Array) });
    const [rude, stranger, late] = [
      await dial(`centrum/live?tenant=${chain}`),
      await dial(`centrum/live?tenant=${chain}`),
      await dial(`centrum/live?tenant=${chain}`),
    ];
    rude.say({ id: "1", command: "comment" });
    await rude.closes(4401);
    stranger.say({ token: await tokenOf(["ROLE_praga_KDS"]) });
    await stranger.closes(4403);
    const later = Date.now() + 11_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await runDurableObjectAlarm(env.FEED.getByName(venueFeed(chain, "centrum")));
    await late.closes(4401);
  });

  it("[F20] a fresh token of the same person prolongs the socket, one that does not hold leaves it, another's ends it", async () => {
    const one = await signedIn();
    one.say({ token: await tokenOf(["ROLE_centrum_KDS"], staff.user, 3_600) });
    await expect.poll(() => one.heard.at(-1)).toMatchObject({ token: { exp: expect.any(Number) } });
    one.say({ token: "x" });
    await expect.poll(() => one.heard.at(-1)).toMatchObject({ problem: { status: 401 } });
    one.say({ token: await tokenOf(["ROLE_centrum_KDS"], crypto.randomUUID()) });
    await one.closes(4403);
  });

  it("[F21] commands for the venue's orders go over the socket with the answers that HTTP gives", async () => {
    const order = await ann.create();
    const one = await signedIn();
    one.say({ id: "c1", order, command: "comment", body: "no onions", wait: true });
    await expect.poll(() => one.heard.find(({ id }) => id === "c1")).toMatchObject({ status: 404 }); // nothing of this venue's is in it yet
    await ann.wait(`order/${order}/append`, burger());
    one.say({ id: "c2", order, command: "comment", body: "no onions", wait: true });
    await expect
      .poll(() => one.heard.find(({ id }) => id === "c2"))
      .toMatchObject({ status: 200, body: { orderId: order, order: { comments: [expect.objectContaining({ comment: "no onions" })] } } });
    one.say({ id: "c3", command: "comment", body: "whose?" });
    await expect.poll(() => one.heard.at(-1)).toMatchObject({ id: "c3", status: 400, body: { errors: [{ pointer: "/order" }] } });
    one.say("not json");
    await expect.poll(() => one.heard.at(-1)).toMatchObject({ problem: { status: 400 } });
  });

  it("[F21] a screen that says too much is told so, and what it says then has no effect", async () => {
    const order = await ann.create();
    const one = await signedIn();
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now);
    for (let n = 0; n < 201; n++) one.say({ id: `n${n}` });
    one.say({ id: "late", order, command: "comment", body: "late" });
    await expect.poll(() => one.heard.at(-1)).toMatchObject({ id: "late", status: 429, body: { retryAfterSeconds: 1 } });
    one.say(`"${"x".repeat(70_000)}"`);
    await one.closes(1009);
  });
});
