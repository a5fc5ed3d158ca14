import { describe, expect, it } from "vitest";
import type { SaleTimes } from "../menu/compiled";
import type { VenueCard } from "../menu/venue-card";
import type { CommandEnvelope, OrderCommand } from "./commands";
import type { EventOf, OrderEvent } from "./events";
import { linesOf } from "./state";
import {
  append,
  asked,
  at,
  boss,
  card,
  card2,
  creating,
  given,
  guest,
  history,
  id,
  kitchen,
  menuWorker,
  pay,
  payments,
  tab,
  till,
  under,
  waiter,
} from "./given.fixture";

const opening = (amount: number): OrderCommand => ({ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount });
const complete: OrderCommand = { type: "CompleteOrder" };
const due = (instant: string): OrderCommand => ({ type: "SetDue", due: instant });
const minute = (n: number) => new Date(Date.parse(at) + n * 60_000).toISOString();

/** A line that was sold when the menu sold it at these times. */
function sold(product: string, n: number, { onSale }: { onSale: SaleTimes }): EventOf<"LinesAppended"> {
  const [appended] = given(...history([creating, guest]))
    .when(append(asked(n, product)), guest, { at: "2026-11-22T09:30:00.000Z" })
    .events();
  if (appended?.type !== "LinesAppended") throw new Error("nothing was appended");
  return { ...appended, lines: appended.lines.map((line) => ({ ...line, onSale })) };
}

/** `at` is Sunday, 13:00 in Warsaw. */
const open: VenueCard = { ...card, hours: { DINE_IN: { SUN: ["10:00", "22:00"] } } };
const closed: VenueCard = { ...card, hours: { DINE_IN: { SUN: ["17:00", "22:00"] } } };
const there = (of: VenueCard): VenueCard => ({ ...of, venue: "v2", name: "Venue 2" });

const zoned = (to: VenueCard["delivery"]): VenueCard => ({ ...card, delivery: { ...to } });
const least = (minor: number, of: VenueCard): VenueCard => ({ ...of, minOrder: { DINE_IN: minor } });
const locks = (...products: string[]) => [{ id: "L1", products, reason: "out" }];
const sellsAt = (log: OrderEvent[]) => Object.fromEntries(linesOf(given(...log).order).map(({ productId, onSale }) => [productId, onSale]));

/** The log goes on with commands of a guest that must succeed. */
const going = (log: OrderEvent[], ...commands: OrderCommand[]): OrderEvent[] =>
  commands.reduce(
    (before, command) => [
      ...before,
      ...given(...before)
        .when(command, guest, "venue" in command && command.venue === "v2" ? { card: card2 } : {})
        .events(),
    ],
    log,
  );
const soup = history([creating, guest], [append(asked(1, "soup")), guest]);
/** Soup from the first venue (12.50), a cola from the second (7.00). */
const both = going(soup, { ...append(asked(2, "cola")), venue: "v2" });
const meets = (log: OrderEvent[], cards: VenueCard[], command = opening(100), more: Partial<CommandEnvelope> = {}) =>
  given(...log)
    .when(command, guest, { cards, ...more })
    .gives({ type: "PaymentOpened" });

describe("the venues of an order", () => {
  it("[O440] are all looked at, when money is asked for and when it is placed; one that nothing is left of does not count", () => {
    const shut = { code: "venue-closed", venue: "v2", channel: "DINE_IN", reason: `not open at ${at}` };
    for (const command of [opening(100), complete]) {
      given(...both)
        .when(command, guest, { cards: [open, there(closed)] })
        .refuses(shut);
    }
    given(...both)
      .when(opening(100), guest, { cards: [closed, there(open)] })
      .refusesWith("venue-closed");
    meets(both, [open, there(open)]);
    meets(going(both, { type: "RemoveLines", lines: [id(2)] }), [open, there(closed)]);
  });

  it("[XC2] created at an open venue, filled from a closed one, and the first line taken out: refused", () => {
    const left = going(both, { type: "RemoveLines", lines: [id(1)] });
    for (const command of [opening(700), complete]) {
      given(...left)
        .when(command, guest, { cards: [open, there(closed)] })
        .refuses({ code: "venue-closed", venue: "v2", channel: "DINE_IN", reason: `not open at ${at}` });
    }
    meets(left, [there(open)]);
    given(...left)
      .when(pay(90, 700), till, { cards: [there(closed)] })
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
  });

  it("[O441] are known when a guest asks, or the one that is not is named; staff are not kept by it", () => {
    for (const cards of [[open], undefined]) {
      given(...both)
        .when(opening(100), guest, { cards })
        .refuses({ code: "terms-outdated", venue: cards ? "v2" : "v1" });
    }
    given(...both)
      .when(opening(100), boss, { cards: [] })
      .gives({ type: "PaymentOpened" });
  });

  it("[O442] each ask for their own minimum, and for their own hours", () => {
    meets(both, [least(1250, open), least(700, card2)]);
    given(...both)
      .when(opening(100), guest, { cards: [least(1250, open), least(701, card2)] })
      .refuses({ code: "below-minimum-order", minimum: "7.01", total: "7.00" });
    given(...both)
      .when(opening(100), guest, { cards: [least(1251, open), least(700, card2)] })
      .refuses({ code: "below-minimum-order", minimum: "12.51", total: "12.50" });
  });

  it("[O446] who works at one of them is a guest at the other", () => {
    const shut = { cards: [closed, there(closed)] };
    given(...both)
      .when(opening(100), kitchen, shut)
      .refuses({ code: "venue-closed", venue: "v2", channel: "DINE_IN", reason: `not open at ${at}` });
    given(...both)
      .when(opening(100), kitchen, { cards: [closed, there(open)] })
      .gives({ type: "PaymentOpened" });
  });

  it("[O460] do not keep from taking it who takes money over the counter, be it a kiosk", () => {
    const kiosk = { kind: "user" as const, user: "ann", roles: ["ROLE_KIOSK", "ROLE_PAY_TERMINAL"] };
    given(...both)
      .when(pay(90, 1950, "TERMINAL"), kiosk, { cards: [closed] })
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    given(...both)
      .when(opening(100), kiosk, { cards: [closed, there(closed)] })
      .refusesWith("venue-closed");
    given(...both)
      .when(pay(90, 1950, "TERMINAL"), kiosk, { cards: [{ ...closed, locks: locks("soup") }] })
      .refusesWith("product-locked");
  });

  it("[O447] take no guest's order while they are shut for the moment, whenever its lines were chosen", () => {
    const shut = { ...open, closed: { DINE_IN: "paper jam" } };
    given(...soup)
      .when(opening(100), guest, { cards: [shut] })
      .refuses({ code: "venue-closed", venue: "v1", channel: "DINE_IN", reason: "paper jam" });
    given(...soup)
      .when(opening(100), kitchen, { cards: [shut] })
      .gives({ type: "PaymentOpened" });
  });

  it("[O448] stop the first fire of a tab that names what they have locked, and of nothing else", () => {
    const table = history([tab, waiter], [append(asked(1, "soup"), asked(2, "cola")), waiter]);
    const cards = [{ ...card, locks: locks("soup") }];
    const fire = (...lines: number[]) => given(...table).when({ type: "FireLines", lines: lines.map(id) }, waiter, { cards });
    fire(1).refusesWith("product-locked");
    given(...table)
      .when({ type: "FireLines" }, waiter, { cards })
      .refusesWith("product-locked");
    fire(2).gives({ type: "LinesHeld", lines: [id(1)] }, { type: "LinesFired" }, { type: "OrderCompleted" });
    given(...table)
      .when({ type: "FireLines" }, waiter, { cards, replayed: true })
      .gives({ type: "LinesFired" }, { type: "OrderCompleted" });
    const fired = [...table, ...fire(2).events()];
    given(...fired)
      .when({ type: "FireLines" }, waiter)
      .gives({ type: "LinesFired", lines: [id(1)] });
  });

  it("[O448] stop what they have locked, in a product too, and staff's tenders of it; what is placed is past that", () => {
    const refusal = { code: "product-locked", product: "cola", lock: "L1", reason: "out" };
    const cards = [open, { ...card2, locks: locks("cola") }];
    given(...both)
      .when(opening(100), guest, { cards })
      .refuses(refusal);
    given(...both)
      .when(pay(90, 1950), boss, { cards })
      .refuses(refusal);
    const chosen = both.map((event) =>
      event.type === "LinesAppended"
        ? { ...event, lines: event.lines.map((line) => ({ ...line, product: { ...line.product, items: [inside] } })) }
        : event,
    );
    given(...chosen)
      .when(opening(100), guest, { cards: [{ ...open, locks: locks("lemon") }, card2] })
      .refuses({ ...refusal, product: "lemon" });
    meets(both, [
      { ...open, locks: locks("lemon") },
      { ...card2, locks: [{ id: "L1", products: ["cola"], channels: ["DELIVERY"] }] },
    ]);
    const fired = history([tab, boss], [append(asked(1, "soup")), boss], [{ type: "FireLines" }, boss]);
    given(...fired)
      .when(pay(90, 1250), till, { cards: [{ ...closed, locks: locks("soup") }] })
      .gives({ type: "PaymentRegistered" });
  });
  const inside = { id: "extras", kind: "group" as const, literals: {}, items: [{ id: "lemon", kind: "product" as const, literals: {} }] };

  it("[O457] are not asked about money that a provider was told to take", () => {
    const begun = going(both, opening(1950));
    given(...begun)
      .when({ type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1950 }, payments, { cards: [closed] })
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
  });
});

describe("the time of an order", () => {
  /** Closes at 13:10 by its clock, and takes half an hour. */
  const late: VenueCard = { ...card, hours: { DINE_IN: { SUN: ["10:00", "13:10"] } }, leadMinutes: { DINE_IN: 30 } };

  it("[XC3] ten minutes before closing, at half an hour's lead: the same answer without a time and with one in 31 minutes", () => {
    const refusal = (minutes: number) => ({
      code: "venue-closed",
      venue: "v1",
      channel: "DINE_IN",
      reason: `not open at ${minute(minutes)}`,
    });
    given(...soup)
      .when(opening(100), guest, { cards: [late] })
      .refuses(refusal(30));
    given(...soup)
      .when(due(minute(31)), guest, { cards: [late] })
      .refuses(refusal(31));
    given(...going(soup, due(minute(31))))
      .when(opening(100), guest, { cards: [late] })
      .refuses(refusal(31));
    meets(soup, [{ ...late, hours: { DINE_IN: { SUN: ["10:00", "13:30"] } } }]);
    meets(going(soup, due(minute(31))), [{ ...late, hours: { DINE_IN: { SUN: ["10:00", "13:31"] } } }]);
  });

  it("[O443] is the earliest that can be unless it is told: now, and the longest of what venue, zone and chain ask for", () => {
    const opens: VenueCard = { ...late, hours: { DINE_IN: { SUN: ["13:30", "22:00"] } } };
    meets(soup, [opens]);
    given(...soup)
      .when(opening(100), guest, { cards: [{ ...opens, leadMinutes: { DINE_IN: 29 } }] })
      .refusesWith("venue-closed");
    const chain = history([under({ dueMinMinutes: 30 }), guest], [append(asked(1, "soup")), guest]);
    meets(chain, [{ ...opens, leadMinutes: {} }]);
    given(...chain)
      .when(opening(100), guest, { cards: [{ ...late, leadMinutes: {} }] })
      .refusesWith("venue-closed");
    const zone = (leadMinutes: number): VenueCard => ({
      ...opens,
      hours: { DELIVERY: { SUN: ["13:30", "22:00"] } },
      leadMinutes: { DELIVERY: 10 },
      delivery: { to: near, zone: { minOrder: 0, leadMinutes } },
    });
    const delivery = history([{ ...creating, orderType: "DELIVERY", geoPosition: near }, guest], [append(asked(1, "soup")), guest]);
    meets(delivery, [zone(30)]);
    given(...delivery)
      .when(opening(100), guest, { cards: [zone(29)] })
      .refusesWith("venue-closed");
  });

  it("[O444] is one at which its products are on sale, whenever they were chosen; staff know better", () => {
    const morning = "2026-11-22T09:30:00.000Z"; // 10:30 in Warsaw; eggs are sold until 11:00
    const eggs = [
      ...history([creating, guest]),
      ...given(...history([creating, guest]))
        .when(append(asked(1, "egg")), guest, { at: morning })
        .events(),
    ];
    const lead = (minutes: number) => ({ at: morning, cards: [{ ...card, leadMinutes: { DINE_IN: minutes } }] });
    given(...eggs)
      .when(opening(100), guest, lead(30))
      .gives({ type: "PaymentOpened" });
    given(...eggs)
      .when(opening(100), guest, lead(31))
      .refuses({ code: "product-unavailable", product: "egg", at: "2026-11-22T10:01:00.000Z", timeZone: "Europe/Warsaw" });
    given(...eggs)
      .when(opening(100), guest)
      .refusesWith("product-unavailable");
    given(...eggs)
      .when(pay(90, 900), till)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    meets(going(eggs, due("2026-11-23T08:00:00.000Z")), [card]);
  });

  it("[O445] is looked at again when it is placed: the chain's window and the day by the venue's clock", () => {
    const soon = history([{ ...under({ dueMinMinutes: 30 }), due: minute(30) }, guest], [append(asked(1, "soup")), guest]);
    meets(soon, [card], opening(100), { at: minute(10) });
    given(...soon)
      .when(opening(100), guest, { at: minute(11) })
      .refuses({ code: "due-too-soon", due: minute(30), earliest: minute(41) });
    given(...soon)
      .when(opening(100), boss, { at: minute(11) })
      .gives({ type: "PaymentOpened" });
    const far = history([{ ...under({ dueMaxMinutes: 60 }), due: minute(60) }, guest], [append(asked(1, "soup")), guest]);
    given(...far)
      .when(opening(100), guest, { at: minute(-1) })
      .refuses({ code: "due-too-late", due: minute(60), latest: minute(59) });
  });

  it("[O455] is of the same day by the clock of its venue, as soon as one is known", () => {
    const night = "2026-11-21T23:30:00.000Z"; // Sunday, 00:30 in Warsaw, and still Saturday in Greenwich
    const noon = "2026-11-22T12:00:00.000Z";
    const born = { ...under({ dueSameDay: true }), due: noon };
    const created = given().when(born, guest, { at: night, cards: undefined }).events();
    given(...created)
      .when(due("2026-11-22T12:30:00.000Z"), guest, { at: night, cards: undefined })
      .gives({ type: "DueSet" });
    const filled = [
      ...created,
      ...given(...created)
        .when(append(asked(1, "soup")), guest, { at: night })
        .events(),
    ];
    meets(filled, [card], opening(100), { at: night });
    given(...filled)
      .when(opening(100), guest, { at: night, cards: [{ ...card, timeZone: "America/New_York" }] })
      .refuses({ code: "due-another-day", due: noon, timeZone: "America/New_York" });
    given()
      .when(born, guest, { at: night, cards: [{ ...card, timeZone: "America/New_York" }] })
      .refusesWith("due-another-day");
    given()
      .when(born, guest, { at: night, cards: [card] })
      .gives({ type: "OrderCreated" });
  });

  it("[O449] of what a till sold while it was offline is the till's: then its venue was open", () => {
    const kiosk = { kind: "user" as const, user: "ann", roles: ["ROLE_KIOSK"] };
    const evening = { at: "2026-11-22T21:30:00.000Z", cards: [open] };
    given(...soup)
      .when(opening(1250), kiosk, evening)
      .refusesWith("venue-closed");
    given(...soup)
      .when(opening(1250), kiosk, { ...evening, soldAt: at })
      .gives({ type: "PaymentOpened", soldAt: at });
    given(...soup)
      .when(opening(1250), kiosk, { soldAt: at, cards: [{ ...open, closed: { DINE_IN: "shut since" } }] })
      .gives({ type: "PaymentOpened" });
    given(...soup)
      .when(due(minute(5)), till, { at: minute(60), soldAt: at })
      .gives({ type: "DueSet" });
    given(...soup)
      .when(due(minute(5)), till, { at: minute(60) })
      .refusesWith("due-in-the-past");
  });

  it("[O456] follows the menu of the venue that sells a line now", () => {
    const breakfast: SaleTimes = { MON: [[360, 660]], SUN: [[360, 660]] };
    const egg = [...soup, sold("egg", 2, { onSale: breakfast })];
    expect(sellsAt(egg)).toEqual({ soup: undefined, egg: breakfast });
    const look = { type: "RecheckLines" as const, venue: "v1" };
    given(...egg)
      .when(look, menuWorker)
      .gives({ type: "LinesFlagged" });
    const others = [...soup, sold("egg", 2, { onSale: { SUN: [[0, 1439]] } }), sold("cola", 3, { onSale: breakfast })];
    const after = [
      ...others,
      ...given(...others)
        .when(look, menuWorker)
        .events(),
    ];
    expect(sellsAt(after)).toEqual({ soup: undefined, egg: breakfast, cola: undefined });
    const move = { type: "MoveLines" as const, lines: [id(2), id(3)], venue: "v2" };
    const moved = [
      ...others,
      ...given(...others)
        .when(move, guest, { card: card2, at: "2026-11-22T09:00:00.000Z" }) // ten o'clock in Warsaw
        .events(),
    ];
    expect(sellsAt(moved)).toEqual({ soup: undefined, egg: breakfast, cola: undefined });
  });
});

const near = { lat: 52.2, lng: 21 };

describe("where an order goes", () => {
  const delivery = { ...creating, orderType: "DELIVERY" as const };
  const nowhere = history([delivery, guest], [append(asked(1, "soup")), guest]);
  const somewhere = history([{ ...delivery, geoPosition: near }, guest], [append(asked(1, "soup")), guest]);
  const zone = { minOrder: 1_250, leadMinutes: 0 };

  it("[XC1] a delivery without a position, at a venue with zones, is refused to guests with what they have to say; staff know where it goes", () => {
    const needed = { code: "delivery-position-needed", venue: "v1" };
    for (const command of [opening(1250), complete]) {
      given(...nowhere)
        .when(command, guest, { cards: [zoned({})] })
        .refuses(needed);
    }
    given(...nowhere)
      .when(pay(90, 1250), till, { cards: [zoned({})] })
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    meets(nowhere, [card]);
    meets(soup, [zoned({})]);
  });

  it("[O450] is in a zone of each of its venues, and what is ordered is worth what that zone asks for", () => {
    meets(somewhere, [zoned({ to: near, zone })]);
    given(...somewhere)
      .when(opening(100), guest, { cards: [zoned({ to: near, zone: { ...zone, minOrder: 1_251 } })] })
      .refuses({ code: "below-minimum-order", minimum: "12.51", total: "12.50" });
    given(...somewhere)
      .when(opening(100), guest, { cards: [{ ...zoned({ to: near, zone }), minOrder: { DELIVERY: 2_000 } }] })
      .refuses({ code: "below-minimum-order", minimum: "20.00", total: "12.50" });
    const two = going(somewhere, { ...append(asked(2, "cola")), venue: "v2" });
    given(...two)
      .when(opening(100), guest, { cards: [zoned({ to: near, zone }), there(zoned({ to: near }))] })
      .refuses({ code: "outside-delivery-zones", venue: "v2" });
  });

  it("[O451] is where the zones were asked about, or they say nothing of it", () => {
    for (const to of [undefined, { lat: 52.2, lng: 21.1 }]) {
      given(...somewhere)
        .when(opening(100), guest, { cards: [zoned({ ...(to && { to }), zone })] })
        .refuses({ code: "terms-outdated", venue: "v1" });
    }
    given(...nowhere)
      .when(opening(100), guest, { cards: [zoned({ to: near, zone })] })
      .refuses({ code: "terms-outdated", venue: "v1" });
  });
});
