// Why an order refuses a command: what is true, not what to do about it.
// A code is public, is also the problem's slug and the notification's code, and never changes its meaning.
import type { Violation } from "../menu/configure";
import type { LineStatus, OrderStatus } from "./status";

export type Rejection =
  | { code: "order-not-found" }
  | { code: "order-already-exists" }
  | { code: "order-already-completed"; orderStatus: OrderStatus }
  | { code: "order-not-completed"; orderStatus: OrderStatus }
  | { code: "order-ended"; orderStatus: OrderStatus }
  | { code: "order-not-ready"; orderStatus: OrderStatus }
  | { code: "cannot-abandon"; orderStatus: OrderStatus }
  | { code: "order-empty" }
  | { code: "order-not-paid"; total: string; paid: string }
  | { code: "order-being-paid"; payment: string }
  | { code: "forbidden"; needs: string[]; extra?: string[]; line?: string }
  | { code: "revision-mismatch"; expected: number; actual: number }
  | { code: "stale-discounts"; revision: number; actual: number }
  | { code: "line-not-found"; line: string }
  | { code: "line-not-removable"; line: string; lineStatus: LineStatus }
  | { code: "line-final"; line: string; lineStatus: LineStatus }
  | { code: "line-not-made"; line: string; lineStatus: LineStatus }
  | { code: "station-not-found"; station: string; known: string[] }
  | { code: "order-delivered"; orderStatus: OrderStatus }
  | { code: "too-many-lines"; limit: number }
  | { code: "amount-too-large"; limit: string }
  | { code: "venue-mismatch"; venue: string }
  | { code: "venue-closed"; venue: string; channel: string; reason: string }
  | { code: "menu-not-compiled"; menu: string; venue: string; channel: string }
  | { code: "product-not-found"; product: string; venue: string }
  | { code: "product-locked"; product: string; lock: string; reason?: string }
  | { code: "product-unavailable"; product: string; at: string; timeZone: string }
  | { code: "configuration-invalid"; product: string; violations: Violation[] }
  | { code: "due-in-the-past"; due: string }
  | { code: "payment-amount-mismatch"; expected: string; asked: string }
  | { code: "payment-exceeds-total"; remaining: string; asked: string }
  | { code: "payment-not-found"; payment: string }
  | { code: "payment-already-settled"; payment: string }
  | { code: "payment-id-taken"; payment: string }
  | { code: "too-many-payments"; limit: number }
  | { code: "discounts-pending"; retryAfterSeconds: number }
  | { code: "venue-unreachable"; venue: string; retryAfterSeconds: number }
  | { code: "order-contended"; retryAfterSeconds: number }
  | { code: "line-already-paid"; line: string; payment: string }
  | { code: "lines-amount-mismatch"; expected: string; asked: string }
  | { code: "quantities-do-not-add-up"; line: string; quantity: number; asked: number }
  | { code: "line-already-fired"; line: string; lineStatus: LineStatus }
  | { code: "line-exists"; line: string }
  | { code: "due-too-soon"; due: string; earliest: string }
  | { code: "line-unavailable"; line: string; product: string; reason: string }
  | { code: "outside-delivery-zones"; venue: string }
  | { code: "delivery-position-needed"; venue: string }
  | { code: "terms-outdated"; venue: string }
  | { code: "below-minimum-order"; minimum: string; total: string }
  | { code: "due-too-late"; due: string; latest: string }
  | { code: "due-another-day"; due: string; timeZone: string }
  | { code: "claim-code-wrong" }
  | { code: "transfer-pending"; transfer: string }
  | { code: "transfer-to-itself" }
  | { code: "slip-differs"; slip: string; printer: string }
  | { code: "transfer-not-found"; transfer: string }
  | { code: "order-has-payments"; payment: string }
  | { code: "currency-mismatch"; expected: string; asked: string }
  | { code: "channel-mismatch"; expected: string; asked: string }
  | { code: "coupon-unknown"; coupon: string }
  | { code: "coupon-already-added"; coupon: string }
  | { code: "coupon-not-found"; coupon: string }
  | { code: "too-many-coupons"; limit: number }
  | { code: "fee-not-found"; fee: string; known: string[] }
  | { code: "refund-exceeds-payment"; refundable: string; asked: string }
  | { code: "refund-exceeds-overpaid"; overpaid: string; asked: string }
  | { code: "refund-not-found"; refund: string }
  | { code: "refund-pending"; refund: string }
  | { code: "queue-position-automatic" }
  | { code: "nothing-to-fire" }
  | { code: "order-not-ended"; orderStatus: OrderStatus }
  | { code: "too-many-comments"; limit: number }
  | { code: "too-many-extras"; limit: number; line?: string }
  | { code: "extras-too-large"; limit: number }
  | { code: "order-too-large"; limit: number }
  | { code: "history-too-large"; limit: number }
  | { code: "too-many-people"; limit: number }
  | { code: "sold-out"; venue: string; products: string[] }
  | { code: "slot-full"; venue: string; channel: string; next?: string }
  | { code: "venue-busy"; venue: string; retryAfterSeconds: number }
  | { code: "too-many-requests"; retryAfterSeconds: number }
  | { code: "command-id-reused" };
