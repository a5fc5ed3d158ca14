// Strangers fill only their own limits: an address without a token does what it can beside a restaurant at work, which does not notice.
import { setTimeout as pause } from "node:timers/promises";
import { addressLimiter, limitersOf } from "../../protocol/rate-limits.ts";
import { signIn } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import type { Platform } from "../platform/open-platform.ts";
import { Refusal } from "../platform/refusal.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";
import { attack } from "./strangers/attack.ts";
import { openRestaurant, type Shift } from "./strangers/restaurant-at-work.ts";

const ADDRESS = "203.0.113.7";
const HOUR_MS = 3_600_000;
/** How long the restaurant works undisturbed, before and after: a part of the size each. */
const QUIET_PART = 0.2;
const MAX_TIMES = 1.5;
/** Of a shorter attack the slowest hundredth is a handful of answers, which says nothing. */
const TIMED_FROM_S = 60;
/** Below this a difference is one of timers, and of whatever else this machine does. */
const LEAST_MS = 30;
/** The minute that their hour is, and what their alarms and rows take. */
const BASKETS_GONE_WITHIN_MS = 100_000;

/** A basket's hour is one minute here: orders have the real clock. */
const properties = { guestBasketMinutes: "1" };

const beside = { name: "sweeper", main: "scripts/proofs/strangers/sweeper-worker.ts", objects: { RATE_LIMITER: "RateLimiterObject" } };

export const strangers: Proof = {
  name: "strangers",
  promise:
    "an address without a token opens, guesses and grows what it can; those at work do not notice, and an hour later nothing is left of it",
  unit: "seconds of attack",
  size: 300,
  run: async (size, report) => {
    let figure = "";
    await onOwnPlatform(async (platform, sheet) => void (figure = await besiege(platform, sheet, size, report)), { beside, properties });
    return figure;
  },
};

async function besiege(platform: Platform, sheet: DemoSheet, size: number, report: (line: string) => void): Promise<string> {
  const restaurant = await openRestaurant(sheet);
  const order = await anOrder(sheet);
  await restaurant.shift(10_000); // what is done for the first time takes longer
  const quietMs = Math.max(5_000, size * 1_000 * QUIET_PART);
  const before = await restaurant.shift(quietMs);
  const rowsBefore = await rows(platform);
  const attacking = attack(sheet, ADDRESS, { order });
  const during = await restaurant.shift(size * 1_000);
  await attacking.stop();
  const after = await restaurant.shift(quietMs);
  for (const [what, times] of [...attacking.tried].toSorted(([one], [other]) => (one < other ? -1 : 1))) report(`${times} × ${what}`);

  const calm = [...before.answers, ...after.answers];
  const [quiet, besieged] = [p99(calm), p99(during.answers)];
  for (const what of new Set(calm.map((one) => one.what))) {
    const [then, now] = [calm, during.answers].map((all) => p99(all.filter((one) => one.what === what)).toFixed(0));
    report(`p99 of ${what}: ${now} ms, ${then} ms when quiet`);
  }
  const left = { rows: (await rows(platform)) - rowsBefore, counts: await countsLeft(platform, sheet, Date.now()) };
  const later = Date.now() + HOUR_MS;
  await platform.runCron(later);
  const gone = { rows: (await rows(platform)) - rowsBefore, counts: await countsLeft(platform, sheet, later) };
  const baskets = await openAnHourLater(platform, attacking.orders);
  const sum = [...attacking.tried.values()].reduce((all, times) => all + times, 0);
  const figure =
    `strangers: ${sum} attempts in ${size} s; p99 of ${during.answers.length} answers ${besieged.toFixed(0)} ms, ${quiet.toFixed(0)} ms when quiet; ` +
    `${refusals(during)} refused; left behind ${left.rows} rows and ${left.counts} counts, after an hour ${gone.rows} and ${gone.counts}; of ${attacking.orders.size} baskets ${baskets} are open then`;
  for (const shift of [before, during, after]) for (const [what, times] of shift.refused) report(`refused at work: ${times} × ${what}`);
  const isFastEnough = size < TIMED_FROM_S || besieged <= MAX_TIMES * Math.max(quiet, LEAST_MS);
  if (!isFastEnough || refusals(during) > 0 || gone.rows > 0 || gone.counts > 0 || baskets > 0) throw new Refusal(figure);
  return figure;
}

const refusals = ({ refused }: Shift): number => [...refused.values()].reduce((sum, times) => sum + times, 0);

function p99(answers: Shift["answers"]): number {
  const sorted = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
}

/** An order whose id the strangers have seen. */
async function anOrder(sheet: DemoSheet): Promise<string> {
  const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
  const { status, body } = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
  const { orderId }: { orderId?: string } = Object(body);
  if (status !== 202 || orderId === undefined) throw new Refusal(`strangers: no order: ${status}`);
  return orderId;
}

/** How many of the orders are baskets that are still open when that time is over. */
async function openAnHourLater({ db }: Platform, orders: ReadonlySet<string>): Promise<number> {
  const until = Date.now() + BASKETS_GONE_WITHIN_MS;
  const open = async () => {
    const { results } = await db.prepare("SELECT id FROM orders WHERE status = 'NEW'").all<{ id: string }>();
    return results.filter(({ id }) => orders.has(id)).length;
  };
  let left = await open();
  while (left > 0 && Date.now() < until) {
    await pause(1_000);
    left = await open();
  }
  return left;
}

/** Of sign-ins: what strangers could make the database keep. */
async function rows({ db }: Platform): Promise<number> {
  return (await db.prepare("SELECT count(*) AS rows FROM token_families").first<{ rows: number }>())?.rows ?? 0;
}

/** Of all that counts the strangers, as of `now` (epoch ms), swept. */
async function countsLeft({ besideUrl }: Platform, { tenant }: DemoSheet, now: number): Promise<number> {
  const names = [addressLimiter(ADDRESS), ...limitersOf(tenant)];
  const answer = await fetch(besideUrl, { method: "POST", body: JSON.stringify({ names, now }) });
  if (!answer.ok) throw new Refusal(`strangers: not swept: ${answer.status}`);
  return Number(await answer.text());
}
