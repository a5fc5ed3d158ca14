import { describe, it } from "vitest";
import { append, asked, at, card, creating, given, guest, history, pay, till, under, waiter, boss } from "./given.fixture";
import type { OrderCommand } from "./commands";

const due = (instant: string): OrderCommand => ({ type: "SetDue", due: instant });
const basketUnder = (rules: Parameters<typeof under>[0]) => history([under(rules), guest], [append(asked(1, "soup")), guest]);
/** `at` is Sunday, 13:00 in Warsaw. */
const hours = { DINE_IN: { SUN: ["10:00", "20:00"], MON: ["10:00", "20:00"] } };
const withHours = { cards: [{ ...card, hours }] };
const open = basketUnder({});

describe("when an order is wanted", () => {
  it("[O120] within the chain's window: no sooner and no later", () => {
    const log = basketUnder({ dueMinMinutes: 30, dueMaxMinutes: 120 });
    given(...log)
      .when(due("2026-11-22T12:29:59.000Z"))
      .refuses({ code: "due-too-soon", due: "2026-11-22T12:29:59.000Z", earliest: "2026-11-22T12:30:00.000Z" });
    given(...log)
      .when(due("2026-11-22T12:30:00.000Z"))
      .gives({ type: "DueSet", due: "2026-11-22T12:30:00.000Z" });
    given(...log)
      .when(due("2026-11-22T14:00:00.000Z"))
      .gives({ type: "DueSet" });
    given(...log)
      .when(due("2026-11-22T14:00:01.000Z"))
      .refuses({ code: "due-too-late", due: "2026-11-22T14:00:01.000Z", latest: "2026-11-22T14:00:00.000Z" });
  });
  it("[O121] on the same day by the venue's clock, where the chain says so", () => {
    const log = basketUnder({ dueSameDay: true });
    given(...log)
      .when(due("2026-11-22T22:59:00.000Z"))
      .gives({ type: "DueSet" });
    given(...log)
      .when(due("2026-11-22T23:00:00.000Z"))
      .refuses({ code: "due-another-day", due: "2026-11-22T23:00:00.000Z", timeZone: "Europe/Warsaw" });
  });
  it("[O122] while the venue is open, unless staff ask", () => {
    given(...open)
      .when(due("2026-11-22T19:00:59.000Z"), guest, withHours)
      .gives({ type: "DueSet" });
    given(...open)
      .when(due("2026-11-22T19:01:00.000Z"), guest, withHours)
      .refuses({ code: "venue-closed", venue: "v1", channel: "DINE_IN", reason: "not open at 2026-11-22T19:01:00.000Z" });
    given(...open)
      .when(due("2026-11-22T19:01:00.000Z"), waiter, withHours)
      .gives({ type: "DueSet" });
    given(...open)
      .when(due("2026-11-22T19:01:00.000Z"))
      .gives({ type: "DueSet" });
  });
  it("[XC7] a venue open on Saturdays from 20:00 to 02:30 does not open again when the clocks go back to two", () => {
    const log = basketUnder({ dueMaxMinutes: 525_600 });
    const late = { cards: [{ ...card, hours: { DINE_IN: { SAT: ["20:00", "02:30"] } } }] };
    const wanted = (time: string) => given(...log).when(due(`2027-10-31T${time}:00.000Z`), guest, late);
    wanted("00:15").gives({ type: "DueSet" });
    for (const time of ["00:45", "01:15", "01:45"]) {
      wanted(time).refuses({ code: "venue-closed", venue: "v1", channel: "DINE_IN", reason: `not open at 2027-10-31T${time}:00.000Z` });
    }
  });
  it("[O123] the time that it has already is no change", () => {
    const set = [
      ...open,
      ...given(...open)
        .when(due("2026-11-22T14:00:00+01:00"))
        .events(),
    ];
    given(...set)
      .when(due("2026-11-22T13:00:00.000Z"))
      .gives();
  });
  it("[O124] an order is created with a time only if it may have it", () => {
    given()
      .when({ ...under({ dueMinMinutes: 30 }), due: "2026-11-22T12:10:00.000Z" })
      .refusesWith("due-too-soon");
    given()
      .when({ ...creating, due: "2026-11-22T11:00:00.000Z" })
      .refuses({ code: "due-in-the-past", due: "2026-11-22T11:00:00.000Z" });
    given()
      .when({ ...creating, due: at })
      .gives({ type: "OrderCreated", due: at });
  });
  it("[O125] a guest places nothing at a venue that is closed when the order is wanted; staff do, and money that is there counts", () => {
    const closed = { cards: [{ ...card, hours: { DINE_IN: { SUN: ["14:00", "20:00"] } } }] };
    const opening: OrderCommand = {
      type: "OpenPayment",
      id: "018f0000-0000-8000-9000-000000000050",
      payment: "EPAYMENT",
      source: "s",
      amount: 1250,
    };
    given(...open)
      .when(opening, guest, closed)
      .refuses({ code: "venue-closed", venue: "v1", channel: "DINE_IN", reason: `not open at ${at}` });
    given(...open)
      .when(pay(90, 1250), till, closed)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    const later = [
      ...open,
      ...given(...open)
        .when(due("2026-11-22T15:00:00.000Z"))
        .events(),
    ];
    given(...later)
      .when(opening, guest, closed)
      .gives({ type: "PaymentOpened" });
    given(...later)
      .when(opening, guest, { ...closed, at: "2026-11-22T20:00:00.000Z" })
      .refusesWith("venue-closed");
    given(...open)
      .when(opening, boss, closed)
      .gives({ type: "PaymentOpened" });
  });
  it("[O126] what an offline till has sold is looked at by the till's clock", () => {
    const early = { soldAt: "2026-11-22T09:00:00.000Z" };
    given(...open)
      .when(append(asked(2, "egg")), guest, early)
      .gives({ type: "LinesAppended", soldAt: early.soldAt, at });
    given(...open)
      .when(append(asked(2, "egg")))
      .refusesWith("product-unavailable");
  });
});
