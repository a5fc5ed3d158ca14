// The one table from "what is true" to what HTTP says (RFC 9457). Exhaustive: a new rejection without a row does not compile.
import { z } from "zod";
import type { Rejection } from "../domain/order/rejections";

/** Refusals that no order decides: the API's own. */
export type Refusal =
  | Rejection
  | { code: "invalid-request"; errors: { code?: string; pointer: string; message: string }[] }
  | { code: "unauthorized"; reason: string }
  | { code: "origin-not-allowed"; origin: string }
  | { code: "not-found"; what: string }
  | { code: "method-not-allowed"; allowed: string[] }
  | { code: "body-too-large"; limitBytes: number }
  | { code: "not-json"; expected: string }
  | { code: "payment-type-unknown"; paymentType: string; known: number[] }
  | { code: "refund-failed"; refund: string; payment: string; reason: string }
  | { code: "already-exists"; what: string; id: string }
  | { code: "limit-reached"; what: string; limit: number }
  | { code: "still-referenced"; what: string; id: string; by: string[] }
  | { code: "version-failed"; menu: string; version: number }
  | { code: "changed-since"; what: string; id: string; etag: string | null }
  | { code: "endpoint-url-refused"; url: string; reason: string }
  | { code: "upgrade-required"; expected: string }
  | { code: "temporarily-unavailable"; retryAfterSeconds: number }
  | { code: "internal-error"; correlationId: string };

const rows = {
  "order-not-found": { status: 404, title: "There is no such order" },
  "order-already-exists": { status: 409, title: "The order exists already" },
  "order-already-completed": { status: 409, title: "The order is placed already and takes no such change" },
  "order-not-completed": { status: 409, title: "The order is not placed yet" },
  "order-ended": { status: 409, title: "The order has ended" },
  "order-not-ready": { status: 409, title: "The order is not ready to be handed over" },
  "cannot-abandon": { status: 409, title: "Only an order that is not placed yet can be abandoned" },
  "order-empty": { status: 409, title: "An order without lines cannot be placed" },
  "order-not-paid": { status: 409, title: "The payments do not cover the total" },
  "order-being-paid": { status: 409, title: "The order is being paid; finish the payment, or give it up" },
  forbidden: { status: 403, title: "The caller's roles do not allow this" },
  "revision-mismatch": { status: 412, title: "The order has changed since" },
  "stale-discounts": { status: 409, title: "The basket has moved on since these discounts were computed" },
  "line-not-found": { status: 404, title: "There is no such line in the order" },
  "line-not-removable": { status: 409, title: "The line cannot be removed any more" },
  "line-final": { status: 409, title: "The line is bumped, void or wasted already" },
  "line-not-made": { status: 409, title: "The line is not bumped yet" },
  "station-not-found": { status: 404, title: "The order has no line for this station" },
  "order-delivered": { status: 409, title: "The order is handed over already" },
  "too-many-lines": { status: 422, title: "The order would have too many lines" },
  "amount-too-large": { status: 422, title: "The amount is larger than an order can hold" },
  "venue-mismatch": { status: 422, title: "The order belongs to another venue" },
  "product-not-found": { status: 422, title: "The venue's menu has no such product" },
  "product-locked": { status: 409, title: "The product is sold out for now (86)" },
  "product-unavailable": { status: 409, title: "The product is not sold at this time" },
  "configuration-invalid": { status: 422, title: "The product's configuration breaks its rules" },
  "due-in-the-past": { status: 422, title: "The order's due time is in the past" },
  "payment-amount-mismatch": { status: 422, title: "The payment must be of the amount that is left to pay" },
  "payment-exceeds-total": { status: 422, title: "The payment is larger than what is left to pay" },
  "payment-not-found": { status: 404, title: "There is no such payment" },
  "payment-already-settled": { status: 409, title: "The payment is settled already" },
  "payment-id-taken": { status: 409, title: "Another payment has this id; a new payment needs a new id" },
  "too-many-payments": { status: 422, title: "Too many payments have been begun for the order; staff can take the money over the counter" },
  "discounts-pending": { status: 503, title: "The discounts are still being computed; try again" },
  "venue-unreachable": { status: 503, title: "The venue cannot be asked what it has left; try again" },
  "order-contended": { status: 503, title: "Too many change the order at once; try again" },
  "line-already-paid": { status: 409, title: "The line is paid for already" },
  "lines-amount-mismatch": { status: 422, title: "The amount is not what these lines cost" },
  "quantities-do-not-add-up": { status: 422, title: "The parts of a line must add up to it" },
  "line-already-fired": { status: 409, title: "The line is fired already" },
  "line-exists": { status: 409, title: "The order has a line of this id already" },
  "due-too-soon": { status: 422, title: "The order is wanted sooner than the chain can make it" },
  "line-unavailable": { status: 409, title: "A line of the order is no longer on the menu" },
  "delivery-position-needed": {
    status: 422,
    title: "The venue delivers within its zones, and nobody knows where the order goes; send its geoPosition",
  },
  "terms-outdated": { status: 409, title: "The order has changed while its venues were asked; try again" },
  "outside-delivery-zones": { status: 422, title: "The venue does not deliver there" },
  "below-minimum-order": { status: 422, title: "The order is below the venue's minimum" },
  "due-too-late": { status: 422, title: "The order is wanted later than the chain takes orders for" },
  "due-another-day": { status: 422, title: "The chain takes orders for the same day only" },
  "claim-code-wrong": { status: 422, title: "This is not the order's claim code" },
  "transfer-pending": { status: 409, title: "Lines are on their way to another order" },
  "transfer-to-itself": { status: 422, title: "Lines can move to another order only" },
  "slip-differs": { status: 409, title: "Another slip with this number was printed on that printer" },
  "transfer-not-found": { status: 404, title: "There is no such transfer of lines" },
  "order-has-payments": { status: 409, title: "There is money in the order; staff can give it back first" },
  "channel-mismatch": { status: 422, title: "The lines were sold for another channel than the order's; move them anew" },
  "currency-mismatch": { status: 422, title: "The orders are of two currencies" },
  "coupon-unknown": { status: 422, title: "There is no such coupon" },
  "coupon-already-added": { status: 409, title: "The order has this coupon already" },
  "coupon-not-found": { status: 404, title: "The order has no such coupon" },
  "too-many-coupons": { status: 422, title: "The order would have too many coupons" },
  "fee-not-found": { status: 404, title: "The order has no such fee" },
  "refund-exceeds-payment": { status: 422, title: "More would go back than is left of the payment" },
  "refund-exceeds-overpaid": {
    status: 422,
    title: "A correction gives back what was paid too much, and no more; for more, ask for goodwill or a reversal",
  },
  "refund-not-found": { status: 404, title: "There is no such refund" },
  "refund-pending": { status: 409, title: "Money is on its way back" },
  "queue-position-automatic": { status: 409, title: "The chain does not set queue positions by hand" },
  "nothing-to-fire": { status: 409, title: "No line waits to be fired" },
  "order-not-ended": { status: 409, title: "The order has not ended yet" },
  "too-many-comments": { status: 422, title: "The order would have too many comments" },
  "too-many-extras": { status: 422, title: "More extras would be stored than an order or a line may have; remove some" },
  "extras-too-large": { status: 422, title: "The extras of the order and its lines would have too many characters; remove some" },
  "order-too-large": {
    status: 422,
    title: "The order would have more characters than an order may have; remove some of it, or begin another",
  },
  "history-too-large": {
    status: 422,
    title: "The order has been changed too often: the venue's staff can go on with it, or begin another",
  },
  "too-many-people": { status: 422, title: "The order would have too many people" },
  "sold-out": { status: 409, title: "The venue has too few of it left" },
  "slot-full": { status: 409, title: "The kitchen takes no more orders for that time" },
  "venue-busy": { status: 409, title: "The venue takes no more orders for the moment" },
  "command-id-reused": { status: 422, title: "This idempotency key was used for another command" },
  "invalid-request": { status: 400, title: "The request is not valid" },
  unauthorized: { status: 401, title: "A valid access token is needed" },
  "origin-not-allowed": { status: 403, title: "The chain allows no sockets from this origin" },
  "not-found": { status: 404, title: "There is no such thing" },
  "method-not-allowed": { status: 405, title: "This method is not served here" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "not-json": { status: 415, title: "The body is not of a type that is read here" },
  "menu-not-compiled": { status: 503, title: "The venue's menu is being prepared" },
  "venue-closed": { status: 409, title: "The venue takes no orders now" },
  "payment-type-unknown": { status: 422, title: "There is no such payment type" },
  "refund-failed": { status: 409, title: "The payment could not be given back; try again, or give the money back in another way" },
  "limit-reached": { status: 422, title: "The limit is reached" },
  "still-referenced": { status: 409, title: "Something still refers to it" },
  "version-failed": { status: 409, title: "This version of the menu could not be compiled" },
  "changed-since": { status: 412, title: "Somebody has changed it since" },
  "already-exists": { status: 409, title: "It exists already" },
  "endpoint-url-refused": { status: 422, title: "Webhooks cannot be sent to this address" },
  "upgrade-required": { status: 426, title: "A websocket upgrade is expected here" },
  "too-many-requests": { status: 429, title: "Too many requests; try again later" },
  "temporarily-unavailable": { status: 503, title: "The service is busy; try again" },
  "internal-error": { status: 500, title: "Something went wrong on our side" },
} as const satisfies Record<Refusal["code"], { status: number; title: string }>;

/** Relative to the host: each has a page there (workers/api/services/pages/problem-pages.ts). */
const TYPE_BASE = "/problems/";

export type ProblemRow = { code: string; status: number; title: string };

export const problemRows = (): ProblemRow[] =>
  Object.entries(rows)
    .map(([code, row]) => ({ code, ...row }))
    .toSorted((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));

export const problemRow = (code: string): ProblemRow | undefined => problemRows().find((row) => row.code === code);

/** The body of every refusal. `message` is for the published clients, which display it. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  message: z.string(),
  errors: z.array(z.object({ code: z.string().optional(), pointer: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The HTTP status of a refusal, as a type: a route must declare what it may answer. */
export type StatusOf<R extends Refusal> = (typeof rows)[R["code"]]["status"];

/** The refusal's own facts travel along as extension members; `message` says them in a sentence. */
export function problemOf<R extends Refusal>({ code, ...facts }: R): Problem & { status: StatusOf<R> } {
  const { status, title }: { status: StatusOf<R>; title: string } = rows[code as R["code"]];
  return { ...facts, type: `${TYPE_BASE}${code}`, title, status, message: sentence(title, facts) };
}

function sentence(title: string, facts: Record<string, unknown>): string {
  const errors = facts.errors ?? facts.violations;
  if (Array.isArray(errors)) {
    const named = errors.map(
      (error: { pointer?: string; path?: string[]; message: string }) => `${error.pointer ?? error.path?.join("/")}: ${error.message}`,
    );
    return `${title}: ${[...said(facts), ...named].join("; ")}`;
  }
  const plain = said(facts);
  return plain.length === 0 ? title : `${title} (${plain.join(", ")})`;
}

const said = (facts: Record<string, unknown>) =>
  Object.entries(facts)
    .filter(([, value]) => typeof value !== "object" || (Array.isArray(value) && value.every((item) => typeof item === "string")))
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`);

/** The code as the published notification clients know it: `cannot-abandon` is `cannotAbandon` there. */
export const notificationCode = (code: Rejection["code"]) => code.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
