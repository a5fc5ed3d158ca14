// Two chains on one platform, and two guests of one chain: what is not yours looks exactly as if it were not there.
import { setTimeout as pause } from "node:timers/promises";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import type { Platform } from "../platform/open-platform.ts";
import { Refusal } from "../platform/refusal.ts";
import { openWebhookReceiver } from "../platform/webhook-receiver.ts";
import { readContract } from "./lib/contract.ts";
import { dice } from "./lib/dice.ts";
import { openExchange } from "./lib/http-exchange.ts";
import { Findings } from "./lib/findings.ts";
import type { Lookup } from "./isolation/attack.ts";
import { fillVictimTenant, type VictimTenant, inventory, refreshTokenFor } from "./isolation/victim-tenant.ts";
import { fillOrders, must, type OwnedOrder, secretsOf } from "./isolation/orders.ts";
import { newGuest, openRival, peopleOf, RIVAL } from "./isolation/people.ts";
import { attackByRequests } from "./isolation/requests.ts";
import { attackBySockets } from "./isolation/live.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import { makeKitchensPatient } from "./lib/patient-kitchens.ts";
import type { Proof } from "./lib/proof.ts";

const ANSWER_WITHIN_MS = 10_000;
/** Longer than the platform waits before it brings a basket to its reports. */
const SETTLED_MS = 4_000;
/** So many looks in a row must see the same: open baskets are looked at once more 20 s after a lock was set. */
const ALIKE = 7;
const MAX_LOOKS = 30;
/** Of what is not as it was: enough to tell who has done it. */
const MAX_SAID = 12;
const RIVAL_SECRET = "whsec_cml2YWxyaXZhbHJpdmFscml2YWxyaXZhbHJpdmFs";

export const isolation: Proof = {
  name: "isolation",
  promise: "what belongs to another chain or guest can be neither seen nor heard nor changed, nor told from what is not there",
  unit: "orders attacked",
  size: 6,
  run: async (size, report, seed) => {
    const found = new Findings(report);
    const hear = (payload: unknown) => JSON.stringify(payload).includes(RIVAL) && found.note("a webhook tells a secret", "of the rival");
    await onOwnPlatform((platform, sheet) => attackAll(platform, sheet, size, seed, found, report), {
      onError: (message) => found.note("the log has an error", message),
      onWebhook: ({ payload }) => hear(payload),
    });
    found.showCounts();
    const figure = `isolation: ${found.attempts} attempts by ${found.callers.size} callers on ${found.operations.size} operations, ${found.kinds} kinds of leaks`;
    if (found.kinds > 0) throw new Refusal(figure);
    return figure;
  },
};

async function attackAll(
  platform: Platform,
  sheet: DemoSheet,
  size: number,
  seed: number,
  found: Findings,
  report: (line: string) => void,
): Promise<void> {
  const { baseUrl, tenant, users } = sheet;
  const chain = { name: "house", baseUrl, app: sheet, venue: sheet.venues[0]?.id ?? "" };
  const us = await peopleOf(chain, users);
  const stranger = await newGuest(chain);
  const rival = await openRival(platform, sheet);
  const venues = sheet.venues.map(({ id }) => id);
  await makeKitchensPatient(us.admin);
  const orders = await fillOrders(us.guest, us.pos, sheet.products.simple, venues, size);
  const house = await fillVictimTenant(platform, us.admin, sheet);
  const elsewhere = orders.filter(({ venue }) => venue === house.venue);
  const [all, far] = [[...house.secrets, ...secretsOf(orders)], secretsOf(elsewhere)];
  const receiver = await openWebhookReceiver(RIVAL_SECRET, ({ payload }) => {
    if (all.some((secret) => JSON.stringify(payload).includes(secret))) found.note("a webhook tells a secret", "of the house");
  });
  const endpoint = { url: receiver.url, secret: RIVAL_SECRET, types: ["order.created", "order.completed"] };
  await must(rival.people.admin, "POST", "/admin-api/api/webhooks", endpoint);
  const before = await settled(() => inventory(us.admin, orders, house));

  const exchange = openExchange(baseUrl, ANSWER_WITHIN_MS);
  try {
    const field = { contract: await readContract(baseUrl), exchange, sheet, found, dice: dice(seed) };
    const rivals = { attackers: Object.values(rival.people), secrets: all, menu: rival.menu };
    await attackByRequests({ ...rivals, targets: [ofHouse(house, tenant), ...orders.map(ofOrder)] }, field);
    report(`${found.attempts} attempts by rivals so far`);
    const others = { attackers: [stranger, us.customer], targets: orders.map(ofOrder), secrets: secretsOf(orders), menu: house.menu };
    await attackByRequests(others, field);
    const waiters = { attackers: [us.kds, us.courier], targets: elsewhere.map(ofOrder), secrets: far, menu: house.menu };
    await attackByRequests(waiters, field);
    report(`${found.attempts} attempts by rivals, other guests and staff of other venues so far`);

    const changed = difference(before, await settled(() => inventory(us.admin, orders, house)));
    if (changed !== undefined) found.note("an attack has changed something", changed);
    await refreshTokenFor(sheet, { grant_type: "refresh_token", refresh_token: house.refreshToken }).catch((error: unknown) =>
      found.note("an attack has ended a sign-in", String(error)),
    );
    await attackBySockets(
      baseUrl,
      { us, stranger, them: rival.people },
      { orders, all, far, venue: house.venue, module: house.module },
      found,
    );
  } finally {
    exchange.close();
    await receiver.close();
  }
}

/** What is seen once it stays as it is: reports, webhooks and discounts may come later than what they are about. */
async function settled(look: () => Promise<string>): Promise<string> {
  let [seen, alike] = [await look(), 1];
  for (let looks = 1; looks < MAX_LOOKS && alike < ALIKE; looks++) {
    await pause(SETTLED_MS);
    const now = await look();
    [seen, alike] = [now, now === seen ? alike + 1 : 1];
  }
  if (alike < ALIKE) throw new Refusal("isolation: the platform does not come to rest");
  return seen;
}

/** What is the chain's. */
const ofHouse =
  ({ venue, menu, lock, endpoint, failure, module, refreshToken }: VictimTenant, tenant: string): Lookup =>
  ({ path }, field) => {
    const fields: Record<string, string> = {
      venue,
      instance: venue,
      instances: venue,
      menu,
      lock,
      refresh_token: refreshToken,
      token: refreshToken,
      "x-tenant": tenant,
    };
    if (field === "id" && path.includes("/webhooks")) return endpoint;
    if (field === "id" && path.includes("/venues/")) return venue;
    if (field === "id" && path.includes("/failures/")) return failure;
    if (field === "id" && path.includes("/modules")) return module;
    if (field === "id" && path.includes("/manage-locks")) return lock;
    return path.startsWith("/auth-") || field !== "x-tenant" ? fields[field] : undefined;
  };

/** What is a guest's. */
const ofOrder =
  ({ id, line, payment }: OwnedOrder): Lookup =>
  ({ path }, field) => {
    if (field === "id") return path.includes("/reports/") ? id : undefined;
    if (["", "lines"].includes(field)) return path.includes("/lines/") ? line : undefined;
    return { order: id, orderId: id, line, trx: payment }[field];
  };

/** The first line that is not as it was. */
function difference(before: string, after: string): string | undefined {
  const [was, is] = [before.split("\n"), after.split("\n")];
  const changed = Array.from({ length: Math.max(was.length, is.length) }, (_, line) => line).filter((line) => was[line] !== is[line]);
  const said = changed.slice(0, MAX_SAID).map((line) => `${was[line]?.trim()} is now ${is[line]?.trim()}`);
  return said.length === 0 ? undefined : said.join("; ");
}
