// One real order, from an empty basket to the kitchen and the books. `npm run demo` shows it, a test asserts it.
import type { IOrder } from "@orderingstack/ordering-types";
import type { ApiAnswer } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import { Refusal } from "../platform/refusal.ts";
import type { ReceivedWebhook } from "../platform/webhook-receiver.ts";
import { eventually } from "./eventually.ts";
import type { Ask } from "./messages.ts";
import { now, type Role } from "./role.ts";
import { setStage, type Stage } from "./stage.ts";

/** One thing that somebody did, and where it showed. Milliseconds after it was begun. */
export type Beat = { who: string; did: string; acceptedMs?: number; seen: { where: string; what: string; ms: number }[] };

/** What is left of the story: the order as the guest saw it last, and the words of the outside witnesses. */
export type StoryEnd = { order: IOrder; subtotal: string; webhook: ReceivedWebhook; deliveries: unknown[]; reported: unknown };

/** The sandbox provider's number in `GET /payment-api/types`. */
const SANDBOX = 1;

/** Plays it on a running platform. `tell` hears of each beat once it has really happened. @throws Refusal naming the beat that did not */
export async function playStory(sheet: DemoSheet, tell: (beat: Beat) => void): Promise<StoryEnd> {
  const stage = await setStage(sheet);
  try {
    return await play(stage, sheet, tell);
  } finally {
    await stage.close();
  }
}

type Expectation = { on: Role; what: (order: IOrder) => string; fits: (order: IOrder) => boolean };

async function play(
  { venue, guest, kitchen, office, endpoint, webhooks }: Stage,
  sheet: DemoSheet,
  tell: (beat: Beat) => void,
): Promise<StoryEnd> {
  let order = "";
  /** Somebody acts, and everybody who should see it does. Answers what the client got back, and the state on the first screen. */
  const beat = async (who: Role, did: string, ask: Ask, ...expected: [Expectation, ...Expectation[]]) => {
    const begun = now();
    const answer: { orderId?: string; url?: string } = Object(await who.act(ask));
    const acceptedMs = now() - begun;
    order ||= answer.orderId ?? "";
    const seen = await Promise.all(
      expected.map(async ({ on, what, fits }) => {
        const state = await on.sees(`the order after "${did}"`, begun, (shown) => shown.id === order && fits(shown));
        return { where: `${on.name}'s screen`, what: what(state.order), ms: state.at - begun, order: state.order };
      }),
    );
    tell({ who: who.name, did, acceptedMs, seen });
    const [first] = seen;
    if (!first) throw new Refusal(`nobody was to see "${did}"`);
    return { answer, begun, order: first.order };
  };
  const line = { venue: venue.id, quantity: 1 };

  await beat(
    guest,
    "opens a basket to take away",
    { do: "create" },
    { on: guest, what: statusOf, fits: (shown) => statusOf(shown) === "NEW" },
  );
  await beat(
    guest,
    "leaves a name",
    { do: "contact", order, name: "Ann", phone: "+48 600 100 200" },
    { on: guest, what: statusOf, fits: (shown) => shown.users?.some(({ name }) => name === "Ann") === true },
  );
  const priced = await beat(
    guest,
    `adds a ${sheet.products.configurable}, configured`,
    { do: "append", order, ...line, product: sheet.products.configurable, config: sheet.productConfigs.configurable },
    { on: guest, what: totalOf, fits: (shown) => linesOf(shown).length === 1 && isDiscounted(shown) },
  );

  const payment = await beat(
    guest,
    "goes to pay",
    { do: "pay", order, paymentType: SANDBOX, amount: Number(priced.order.total), returnUrl: `${sheet.tlsUrl}/docs` },
    { on: guest, what: statusOf, fits: (shown) => statusOf(shown) === "NEW" },
  );
  const placed = await beat(
    guest,
    "approves the payment on the provider's page",
    { do: "approve", url: payment.answer.url ?? "" },
    { on: guest, what: statusOf, fits: isPlaced },
    { on: kitchen, what: statusOf, fits: isPlaced },
  );

  const webhook = await eventually("a signed webhook order.completed", () =>
    webhooks.find(({ verified, type, payload }) => verified && type === "order.completed" && names(payload, order)),
  );
  tell({
    who: "webhooks",
    did: "tells the tenant's own system",
    seen: [{ where: "receiver", what: "order.completed, signature good", ms: webhook.at - placed.begun }],
  });

  const done = await beat(
    kitchen,
    "finishes every line",
    { do: "process-lines", order, lines: linesOf(placed.order).map(({ id }) => id) },
    { on: guest, what: linesSay, fits: isCooked },
    { on: kitchen, what: linesSay, fits: isCooked },
  );

  const reported = await eventually(
    "the order in the report",
    async () => rowsOf(await office.call("GET", `/admin-api/api/reports/orders?id=${order}`))[0],
  );
  tell({ who: "reports", did: "find the order", seen: [{ where: "office", what: "1 row in D1", ms: now() - done.begun }] });
  const closing = now();
  for (const step of ["deliver", "close"]) {
    const { status, body } = await office.call("POST", `/ordering-api/api/order/${order}/${step}`, {});
    if (status !== 202) throw new Refusal(`office: ${step} was refused: ${status} ${JSON.stringify(body)}`);
  }
  const acceptedMs = now() - closing;
  const left = await Promise.all(
    [guest, kitchen].map(async (role) => ({ where: `${role.name}'s screen`, at: (await role.drops(order)).at })),
  );
  tell({
    who: "office",
    did: "hands it over and closes it",
    acceptedMs,
    seen: left.map(({ where, at }) => ({ where, what: "gone", ms: at - closing })),
  });

  const log = () => office.call("GET", `/admin-api/api/webhooks/${endpoint}/deliveries`).then(rowsOf);
  const deliveries = await eventually("the delivery in the endpoint's log", async () =>
    (await log()).some(isDelivered) ? log() : undefined,
  );
  return { order: done.order, subtotal: subtotalOf(priced.order), webhook, deliveries, reported };
}

const linesOf = (order: IOrder) => order.buckets?.flatMap(({ lines }) => lines) ?? [];
/** What the lines cost before discounts, as the order writes its own total. */
const subtotalOf = (order: IOrder): string =>
  linesOf(order)
    .reduce((sum, { total }) => sum + Number(total), 0)
    .toFixed(2);
const isDiscounted = (order: IOrder) => linesOf(order).some(({ discounts }) => (discounts?.length ?? 0) > 0);
const isPlaced = (order: IOrder) => order.completed === true && statusOf(order) === "COMPLETED";
const isCooked = (order: IOrder) => linesOf(order).every((line) => lineStatus(line) === "PROCESSED");

type Line = ReturnType<typeof linesOf>[number];
const lineStatus = ({ status }: Line): string => status;
const statusOf = ({ status }: IOrder): string => status;
const linesSay = (order: IOrder) => `${order.status}, lines ${[...new Set(linesOf(order).map(({ status }) => status))].join(" ")}`;
function totalOf(order: IOrder): string {
  const names = new Set(linesOf(order).flatMap(({ discounts }) => discounts?.map(({ name }) => name) ?? []));
  return names.size === 0 ? `total ${order.total}` : `total ${order.total} with "${[...names].join('", "')}"`;
}

/** Whether a webhook's payload is about this order. */
const names = (payload: unknown, order: string) => JSON.stringify(payload).includes(order);

const isDelivered = (delivery: unknown) => Object(delivery).status === "delivered";

/** The rows of a list answer. */
function rowsOf({ status, body }: ApiAnswer): unknown[] {
  if (status !== 200 || !Array.isArray(body)) throw new Refusal(`a list was answered with ${status}: ${JSON.stringify(body)}`);
  return body;
}
