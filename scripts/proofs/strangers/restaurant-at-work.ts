// A restaurant at work: a kitchen with a screen, a till, forty guests.
// Each waits for an answer before the next question, and every answer is timed.
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { type ApiClient, anyAddress, signIn } from "../../platform/api-client.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import { Refusal } from "../../platform/refusal.ts";

const GUESTS = 40;
const GUEST_EVERY_MS = 2_000;
/** What a guest does with one order. */
const ROUNDS = 10;
const TILL_EVERY_MS = 2_000;
const SCREEN_EVERY_MS = 5_000;
const SHOWN_WITHIN_MS = 10_000;
/** As the platform numbers it (`GET /payment-api/types`). */
const CASH = 10;

/** `answers`: what somebody wanted, and for how long (ms) he waited. `refused`: what was not done for somebody, by what he wanted. */
export type Shift = { answers: { what: string; ms: number }[]; refused: Map<string, number> };

export type AtWork = { shift(ms: number): Promise<Shift> };

type Staff = { till: ApiClient; kitchen: ApiClient };

export async function openRestaurant(sheet: DemoSheet): Promise<AtWork> {
  const { baseUrl, users, venues } = sheet;
  const venue = venues[0]?.id;
  if (venue === undefined) throw new Refusal("the demo chain has no venue");
  const enter = ({ login, password }: DemoSheet["users"]["kds"]) => signIn(baseUrl, sheet, login, password);
  const staff: Staff = { till: await enter(users.pos), kitchen: await enter(users.kds) };
  const wireless = anyAddress(); // all guests are on one network
  const guests: ApiClient[] = [];
  for (let n = 0; n < GUESTS; n++) guests.push(await signIn(baseUrl, sheet, "anonymous", "", wireless));
  return { shift: (ms) => work(sheet, venue, staff, guests, ms) };
}

async function work(sheet: DemoSheet, venue: string, { till, kitchen }: Staff, guests: ApiClient[], ms: number): Promise<Shift> {
  const shift: Shift = { answers: [], refused: new Map() };
  const end = performance.now() + ms;
  const timed = async (what: string, ask: () => Promise<{ status: number; body?: unknown }>) => {
    const begun = performance.now();
    const { status, body } = await ask().catch((error: unknown) => ({ status: 0, body: String(error) }));
    shift.answers.push({ what, ms: performance.now() - begun });
    if (status >= 400 || status === 0) shift.refused.set(`${what}: ${status}`, (shift.refused.get(`${what}: ${status}`) ?? 0) + 1);
    return body;
  };
  const every = async (intervalMs: number, task: () => Promise<void>) => {
    await pause(Math.random() * intervalMs);
    for (; performance.now() < end; await pause(intervalMs * (0.75 + Math.random() / 2))) await task();
  };
  const line = { productId: sheet.products.simple, quantity: 1, productConfig: sheet.productConfigs.simple };
  const begin = (who: ApiClient) => {
    const body = { orderType: "TAKE_AWAY", buckets: [{ venue, lines: [line] }] };
    return timed("a new order", () => who.call("POST", "/ordering-api/api/order/new", body, { prefer: "wait" }));
  };
  const guest = async (who: ApiClient) => {
    const { orderId }: { orderId?: string } = Object(await begin(who));
    if (orderId === undefined) return;
    const steps: [string, string, string, unknown][] = [
      ["a line more", "POST", `/ordering-api/api/order/${orderId}/append`, { venue, lines: [line] }],
      ["a comment", "POST", `/ordering-api/api/order/${orderId}/comment`, "no salt"],
      ["a look", "GET", `/ordering-api/api/orders/${orderId}`, undefined],
      ["who am I", "GET", "/auth-api/api/me", undefined],
    ];
    for (let round = 0; round < ROUNDS && performance.now() < end; round++) {
      for (const [what, method, path, body] of steps) {
        await pause(GUEST_EVERY_MS / 2);
        await timed(what, () => who.call(method, path, body, method === "POST" ? { prefer: "wait" } : {}));
      }
    }
  };
  const sale = async () => {
    const { orderId, order }: { orderId?: string; order?: { total?: string } } = Object(await begin(till));
    const cash = { orderId, paymentType: CASH, amount: order?.total };
    await timed("a sale", () => till.call("POST", "/payment-api/create", cash));
    await timed("a receipt", () => kitchen.call("POST", `/ordering-api/api/order/${orderId}/kdsTraceView`, { config: "proof" }));
  };
  await Promise.all([
    ...guests.map((who) => every(GUEST_EVERY_MS, () => guest(who))),
    every(TILL_EVERY_MS, sale),
    every(
      SCREEN_EVERY_MS,
      async () => void (await timed("the kitchen's screen", () => openScreen(sheet.baseUrl, sheet.tenant, venue, kitchen))),
    ),
  ]);
  return shift;
}

/** Opens the venue's socket, shows the token in the first message, and is shown the board. */
async function openScreen(baseUrl: string, tenant: string, venue: string, { token, address }: ApiClient): Promise<{ status: number }> {
  const url = `${baseUrl.replace("http", "ws")}/ordering-api/api/venue/${venue}/live?tenant=${tenant}`;
  const socket = new WebSocket(url, ["brigade.live.v1"], { headers: { "cf-connecting-ip": address } });
  const shown = new Promise<{ status: number }>((resolve) => {
    socket.on("open", () => socket.send(JSON.stringify({ token })));
    socket.on("message", () => resolve({ status: 200 }));
    socket.on("unexpected-response", (_, { statusCode = 0 }) => resolve({ status: statusCode }));
    socket.on("close", (code) => resolve({ status: code }));
    socket.on("error", () => resolve({ status: 0 }));
  });
  const late = pause(SHOWN_WITHIN_MS, { status: 0 }, { ref: false });
  return Promise.race([shown, late]).finally(() => socket.terminate());
}
