import { describe, expect, it } from "vitest";
import { hoursFindings } from "./hours-findings";
import { misspeltFields } from "./misspelt-fields";
import { VenueDocument } from "./venue";
import { zoneFindings } from "./zone-findings";

const venue = (more: object) => VenueDocument.parse({ name: "V", timeZone: "Europe/Warsaw", ...more });
const said = (found: readonly { code: string; pointer: string }[]) => found.map(({ code, pointer }) => `${code} ${pointer}`);
const week = (days: object, holidays: string[] = []) =>
  said(hoursFindings(venue({ channelConstraints: { DINE_IN: { week: days } } }), holidays));
const exception = (more: object) => said(hoursFindings(venue({ exceptions: [{ date: "2026-12-24", ...more }] }), []));
const square = (lng: number, lat: number, side = 0.05) => [
  [lng, lat],
  [lng + side, lat],
  [lng + side, lat + side],
  [lng, lat + side],
];
const zone = (more: object) => ({ id: "z", fee: "9.00", minOrderValue: "0", vat: "8", ...more });
const zones = (deliveryZones: object[], more: object = {}) => said(zoneFindings(venue({ deliveryZones, ...more })));

describe("what a venue says and hardly means", () => {
  it("[V86] hours of no day, of one minute, on holidays of no calendar, and channels that are all off", () => {
    const open = [{ from: "10:00", to: "22:00" }];
    expect(week({ MON: open })).toEqual([]);
    expect(week({ MON: open, PH: open }, ["2026-12-25"])).toEqual([]);
    expect(week({})).toEqual(["never-open /channelConstraints/DINE_IN/week"]);
    expect(week({ MON: [], PH: open })).toEqual([
      "never-open /channelConstraints/DINE_IN/week",
      "no-holidays /channelConstraints/DINE_IN/week/PH",
    ]);
    expect(week({ MON: [{ from: "10:00", to: "10:00" }] })).toEqual(["one-minute /channelConstraints/DINE_IN/week/MON/0"]);
    expect(week({ MON: [{ from: "00:00", to: "00:00" }] })).toEqual([]);
    expect(said(hoursFindings(venue({ channelConstraints: { DINE_IN: { active: false } } }), []))).toEqual([
      "sells-nothing /channelConstraints",
    ]);
    expect(said(hoursFindings(venue({}), []))).toEqual([]);
  });

  it("[V86] exceptions of one minute, without hours, and of more than a year", () => {
    expect(exception({ hours: [{ from: "10:00", to: "14:00" }] })).toEqual([]);
    expect(exception({ hours: [{ from: "00:00", to: "24:00" }] })).toEqual([]);
    expect(exception({ closed: true, dateTo: "2027-03-01" })).toEqual([]);
    expect(exception({ hours: [{ from: "10:00", to: "22:00" }], dateTo: "2099-12-31" })).toEqual([]);
    expect(exception({ hours: [{ from: "10:00", to: "10:00" }] })).toEqual(["one-minute /exceptions/0/hours/0"]);
    expect(exception({ hours: [] })).toEqual(["never-open /exceptions/0/hours"]);
    expect(exception({ closed: true, dateTo: "2099-12-31" })).toEqual(["closed-for-long /exceptions/0/dateTo"]);
  });

  it("[V87] zones to which nothing is brought: none, closed ones alone, and all of a venue that does not deliver", () => {
    expect(zones([zone({ polygon: square(21, 52) })])).toEqual([]);
    expect(zones([])).toEqual(["delivers-nowhere /deliveryZones"]);
    expect(zones([{ id: "z", delivers: false, polygon: square(21, 52) }])).toEqual(["delivers-nowhere /deliveryZones"]);
    expect(zones([zone({ polygon: square(21, 52) })], { channelConstraints: { DINE_IN: {} } })).toEqual(["zones-unused /deliveryZones"]);
  });

  it("[V88] zones that are tiny, far away, turned round in a part, or whose fee is never asked", () => {
    const at = { geoPosition: { lat: 52.02, lng: 21.02 } };
    expect(zones([zone({ polygon: square(21, 52, 0.00001) })])).toEqual(["zone-tiny /deliveryZones/0/polygon"]);
    const circle = (radiusMeters: number) => zone({ circle: { center: { lat: 52, lng: 21 }, radiusMeters } });
    expect(zones([circle(5)])).toEqual(["zone-tiny /deliveryZones/0/circle/radiusMeters"]);
    expect(zones([circle(5000)])).toEqual([]);
    expect(zones([zone({ polygon: square(0, 0) })], at)).toEqual(["zone-far /deliveryZones/0"]);
    const parts = { type: "MultiPolygon", coordinates: [[square(21, 52)], [square(52, 21)]] };
    expect(zones([zone({ polygon: parts })], at)).toEqual(["coordinates-turned-round /deliveryZones/0"]);
    const free = { polygon: square(21, 52), minOrderValue: "50.00" };
    expect(zones([zone({ ...free, freeFrom: "30.00" })])).toEqual(["fee-never-asked /deliveryZones/0/freeFrom"]);
    expect(zones([zone({ ...free, freeFrom: "80.00" })])).toEqual([]);
  });

  it("[V88] zones that are turned round where latitude and longitude are nearly the same, and zones of another part of the country", () => {
    const cairo = { geoPosition: { lat: 30.04, lng: 31.24 } };
    const circle = (lat: number, lng: number) => zone({ circle: { center: { lat, lng }, radiusMeters: 5000 } });
    expect(zones([zone({ polygon: square(31.22, 30.02) }), { ...circle(30.05, 31.2), id: "c" }], cairo)).toEqual([]);
    expect(zones([zone({ polygon: square(30.02, 31.22) })], cairo)).toEqual(["coordinates-turned-round /deliveryZones/0"]);
    expect(zones([circle(31.24, 30.04)], cairo)).toEqual(["coordinates-turned-round /deliveryZones/0"]);
    const warsaw = { geoPosition: { lat: 52.23, lng: 21.01 } };
    expect(zones([circle(47, 21)], warsaw)).toEqual(["zone-far /deliveryZones/0"]);
    expect(zones([zone({ polygon: square(14, 49, 10) })], warsaw)).toEqual([]);
    expect(zones([circle(60, 120)], { geoPosition: { lat: 60, lng: 120 } })).toEqual([]);
  });

  it("[V113] fees without a tax rate, or with one that is hardly meant", () => {
    const taxed = (more: object) => zones([zone({ polygon: square(21, 52), ...more })]);
    expect(taxed({ vat: undefined })).toEqual(["no-tax /deliveryZones/0/vat"]);
    expect(taxed({ vat: "0.08" })).toEqual(["tax-below-one /deliveryZones/0/vat"]);
    expect(taxed({ vat: "1.23" })).toEqual(["tax-as-factor /deliveryZones/0/vat"]);
    for (const vat of ["0", "5.5", "23%", "ZW"]) expect(taxed({ vat })).toEqual([]);
    expect(taxed({ vat: undefined, fee: "0.00" })).toEqual([]);
    const open = { ...zone({ polygon: square(21, 52) }), id: "open" };
    expect(zones([open, { id: "z", delivers: false, fee: "9.00", polygon: square(21, 52, 0.01) }])).toEqual([]);
  });

  it("[V89] fields of channels and exceptions, too: a week by another name is open always, a channel by another name is all of them", () => {
    const written = {
      channelConstraints: { DINE_IN: { hours: {}, Week: {}, minOrder: "5.00", colour: "red" }, DELIVERY: { minOrderValue: "5.00" } },
      exceptions: [
        { date: "2026-12-24", closed: true, channel: ["DELIVERY"], shownAs: "Eve" },
        { date: "2026-12-25", closed: true, channels: ["DELIVERY"] },
      ],
    };
    expect(misspeltFields(venue(written)).map(({ pointer, message }) => `${pointer} ${message.split("; ")[1]}`)).toEqual([
      '/channelConstraints/DINE_IN/hours did you mean "week"?',
      '/channelConstraints/DINE_IN/Week did you mean "week"?',
      '/channelConstraints/DINE_IN/minOrder did you mean "minOrderValue"?',
      '/exceptions/0/channel did you mean "channels"?',
    ]);
  });

  it("[V89] fields that are nearly ours are named, with what is meant; those that a front end has for itself are not", () => {
    const written = {
      Menu: "M",
      openingHours: {},
      time_zone: "x",
      loyalty: 7,
      deliveryZones: [{ ...zone({ polygon: square(21, 52) }), price: "1", colour: "red" }],
    };
    expect(misspeltFields(venue(written)).map(({ pointer, message }) => `${pointer} ${message.split("; ")[1]}`)).toEqual([
      '/Menu did you mean "menu"?',
      '/openingHours did you mean "channelConstraints"?',
      '/time_zone did you mean "timeZone"?',
      '/deliveryZones/0/price did you mean "fee"?',
    ]);
  });
});
