import { describe, expect, it } from "vitest";
import venues from "../../seed/venues.json" with { type: "json" };
import { SalesChannels } from "../menu/sales-channels";
import { storedAmount } from "./authored-amounts";
import { leadMinutesOf, minimumsOf } from "./channel-limits";
import { VenueDocument } from "./venue";

const plain = { name: "Centrum", timeZone: "Europe/Warsaw" };
/** Where what is wrong stands. */
function wrong(more: object): string[] {
  const read = VenueDocument.safeParse({ ...plain, ...more });
  return read.success ? [] : read.error.issues.map(({ path }) => path.join("/"));
}
const week = (days: object) => ({ channelConstraints: { DELIVERY: { week: days } } });
const span = (from: string, to: string) => ({ from, to });
const zone = { id: "a", fee: "5.00", minOrderValue: "30" };
const triangle = [
  [21, 52],
  [21.1, 52],
  [21, 52.1],
];
const day = (more: object) => ({ exceptions: [{ date: "2026-12-24", ...more }] });

const inDelivery = (more: object) => wrong({ channelConstraints: { DELIVERY: more } }).map((path) => path.split("/").at(-1));
const zones = (...deliveryZones: object[]) => wrong({ deliveryZones }).map((path) => path.replace("deliveryZones/", ""));

describe("a venue's document", () => {
  it("[V24] the demo chain's venues are as their keepers may write them, and what is not named here is kept", () => {
    for (const venue of venues) expect(VenueDocument.parse(venue)).toEqual(venue);
    expect(VenueDocument.parse({ ...plain, loyalty: { club: 7 } })).toEqual({ ...plain, loyalty: { club: 7 } });
  });

  it("[V25] every field that is wrong is named", () => {
    expect(wrong({ name: "", phone: "", email: "nobody", description: "x".repeat(1025), tempDisabledReason: "x".repeat(256) })).toEqual([
      "name",
      "tempDisabledReason",
      "phone",
      "email",
      "description",
    ]);
    expect(wrong({ id: "a b", menu: "", syncId: "a-b", active: "yes", geoPosition: { lat: 91, lng: 0 }, sync: 1 })).toEqual([
      "id",
      "menu",
      "active",
      "geoPosition/lat",
      "sync",
      "syncId",
    ]);
    expect(wrong({ channelConstraints: { POST: {} } })).toEqual(["channelConstraints"]);
    expect(wrong({ tempDisabledUntil: "tomorrow", device: { pos: "x" }, extra: { a: 1 } })).toEqual([
      "tempDisabledUntil",
      "device/pos",
      "extra/a",
    ]);
  });

  it.each(["Europe/Warszawa", "+02:00", "", "CET-1"])("[V26] there is no time zone %j", (timeZone) => {
    const read = VenueDocument.safeParse({ ...plain, timeZone });
    expect(read.error?.issues).toEqual([expect.objectContaining({ path: ["timeZone"], message: `there is no time zone ${timeZone}` })]);
  });

  it("[V27] amounts and minutes are numbers or text, and are kept as text", () => {
    const channel = { minDeliveryTime: 30, minOrderValue: 19.9 };
    const read = VenueDocument.parse({ ...plain, channelConstraints: { DELIVERY: channel } });
    expect(read.channelConstraints).toEqual({ DELIVERY: { minDeliveryTime: "30", minOrderValue: "19.9" } });
    expect(inDelivery({ minDeliveryTime: "1.5", minOrderValue: "-1" })).toEqual(["minDeliveryTime", "minOrderValue"]);
    expect(inDelivery({ minDeliveryTime: 10_081, minOrderValue: 1e21 })).toEqual(["minDeliveryTime", "minOrderValue"]);
    expect(inDelivery({ minDeliveryTime: null, minOrderValue: "1,50" })).toEqual(["minDeliveryTime", "minOrderValue"]);
  });

  it("[V28] hours are times, and do not overlap, not even over midnight or from Sunday to Monday; they may touch", () => {
    expect(wrong(week({ MON: [span("8:00", "24:01")] }))).toEqual([
      "channelConstraints/DELIVERY/week/MON/0/from",
      "channelConstraints/DELIVERY/week/MON/0/to",
    ]);
    expect(wrong(week({ MON: [span("10:00", "14:00"), span("08:00", "12:00")] }))).toEqual(["channelConstraints/DELIVERY/week/MON/0"]);
    expect(wrong(week({ MON: [span("20:00", "02:00")], TUE: [span("01:00", "03:00")] }))).toEqual([
      "channelConstraints/DELIVERY/week/TUE/0",
    ]);
    expect(wrong(week({ SUN: [span("20:00", "02:00")], MON: [span("01:59", "03:00")] }))).toEqual([
      "channelConstraints/DELIVERY/week/MON/0",
    ]);
    expect(wrong(week({ MON: [span("10:00", "10:00"), span("10:00", "10:00")] }))).toEqual(["channelConstraints/DELIVERY/week/MON/1"]);
    expect(wrong(week({ SUN: [span("20:00", "02:00")], MON: [span("02:00", "12:00"), span("12:00", "14:00")] }))).toEqual([]);
  });

  it("[K107] hours that end with the day are kept as every reader knows them, until 23:59", () => {
    const read = VenueDocument.parse({
      ...plain,
      channelConstraints: {
        DELIVERY: { week: { FRI: [span("11:00", "24:00")], SAT: [span("00:00", "00:00")], SUN: [span("20:00", "02:00")] } },
      },
      exceptions: [{ date: "2026-12-24", hours: [span("10:00", "24:00")] }],
    });
    expect(read.channelConstraints?.DELIVERY?.week).toEqual({
      FRI: [span("11:00", "23:59")],
      SAT: [span("00:00", "23:59")],
      SUN: [span("20:00", "02:00")],
    });
    expect(read.exceptions?.[0]?.hours).toEqual([span("10:00", "23:59")]);
    expect(wrong(week({ MON: [span("24:00", "02:00")] }))).toEqual(["channelConstraints/DELIVERY/week/MON/0/from"]);
    expect(wrong(week({ SAT: [span("00:00", "00:00"), span("12:00", "13:00")] }))).toEqual(["channelConstraints/DELIVERY/week/SAT/1"]);
  });

  it("[V29] an exception names days that there are, and is closed or has hours", () => {
    expect(wrong({ exceptions: [{ date: "2026-02-29", closed: true }] })).toEqual(["exceptions/0/date"]);
    expect(wrong(day({ dateTo: "2026-12-23", closed: true }))).toEqual(["exceptions/0/dateTo"]);
    expect(wrong(day({}))).toEqual(["exceptions/0/hours"]);
    expect(wrong(day({ closed: true, hours: [span("10:00", "12:00")] }))).toEqual(["exceptions/0/hours"]);
    expect(wrong(day({ hours: [span("10:00", "12:00"), span("11:00", "13:00")] }))).toEqual(["exceptions/0/hours/1"]);
    expect(wrong(day({ closed: true, channels: ["POST"] }))).toEqual(["exceptions/0/channels/0"]);
    expect(wrong({ exceptions: Array.from({ length: 367 }, () => ({ date: "2026-12-24", closed: true })) })).toEqual(["exceptions"]);
    expect(wrong(day({ dateTo: "2026-12-26", hours: [span("10:00", "12:00")], channels: ["DINE_IN"], reason: "Christmas" }))).toEqual([]);
  });

  it("[V30] a delivery zone is a circle, or a polygon of three different points on earth at least, and its id is its own", () => {
    const circle = { center: { lat: 52, lng: 21 }, radiusMeters: 3000 };
    expect(zones({ ...zone, polygon: triangle }, { ...zone, id: "b", circle })).toEqual([]);
    expect(zones(zone)).toEqual(["0"]);
    expect(zones({ ...zone, polygon: triangle, circle })).toEqual(["0"]);
    expect(
      zones({
        ...zone,
        polygon: [
          [21, 52],
          [21.1, 52],
          [21, 52],
        ],
      }),
    ).toEqual(["0/polygon"]);
    expect(zones({ ...zone, polygon: [...triangle, [52, 91]] })).toEqual(["0/polygon/3/1"]);
    expect(zones({ ...zone, polygon: triangle }, { ...zone, polygon: triangle })).toEqual(["1/id"]);
    expect(zones({ ...zone, circle: { ...circle, radiusMeters: 0 } })).toEqual(["0/circle/radiusMeters"]);
    expect(zones({ id: "a b", fee: "free", freeFrom: "-1", leadMinutes: -5, circle })).toEqual([
      "0/id",
      "0/fee",
      "0/freeFrom",
      "0/leadMinutes",
      "0/minOrderValue",
    ]);
  });

  it("[V52] what becomes of orders while a venue cannot be asked is one of two words", () => {
    expect(wrong({ whenUnreachable: "sell" })).toEqual([]);
    expect(wrong({ whenUnreachable: "maybe" })).toEqual(["whenUnreachable"]);
    expect(SalesChannels.parse({ whenUnreachable: "sell" }).whenUnreachable).toBe("sell");
    expect(SalesChannels.parse({ whenUnreachable: "maybe" }).whenUnreachable).toBeUndefined();
  });

  it("[V31] a venue's capacity counts whole orders and minutes", () => {
    const capacity = { slotMinutes: 15, orders: { DELIVERY: 8, DINE_IN: 0 }, throttle: { orders: 20, minutes: 10 } };
    expect(wrong({ capacity })).toEqual([]);
    expect(wrong({ capacity: { slotMinutes: 0, orders: { DELIVERY: 1.5 }, throttle: { orders: 0, minutes: 1441 } } })).toEqual([
      "capacity/slotMinutes",
      "capacity/orders/DELIVERY",
      "capacity/throttle/orders",
      "capacity/throttle/minutes",
    ]);
  });

  it("[V32] what a venue asks of orders is read by channel; what cannot be read, and nothing, is asked of nobody", () => {
    const selling = SalesChannels.parse({
      channelConstraints: {
        DELIVERY: { minDeliveryTime: "45", minOrderValue: "30.50" },
        TAKE_AWAY: { minDeliveryTime: 15, minOrderValue: 0 },
        DINE_IN: { minDeliveryTime: "soon", minOrderValue: "0.001" },
        UBER: {},
      },
    });
    expect(minimumsOf(selling, 2)).toEqual({ DELIVERY: 3050 });
    expect(leadMinutesOf(selling)).toEqual({ DELIVERY: 45, TAKE_AWAY: 15 });
    expect([minimumsOf({}, 2), leadMinutesOf({})]).toEqual([{}, {}]);
  });

  it("[K109] an amount that was stored with too many digits counts to the nearest minor unit: no fee and no minimum becomes none", () => {
    expect(["4.995", "4.994", 0.5, "0.001", "soon"].map((text) => storedAmount(text, 2))).toEqual([500, 499, 50, 0, undefined]);
    expect(storedAmount("4.5", 0)).toBe(5);
    const stored = SalesChannels.parse({ channelConstraints: { DELIVERY: { minOrderValue: "19.995" } } });
    expect(minimumsOf(stored, 2)).toEqual({ DELIVERY: 2000 });
  });
});
