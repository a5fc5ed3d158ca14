import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { audit } from "../../../lib/db/audit";
import { caller, compile, openChain } from "#api/services/menu/chain.fixture";

const T = "7e4e0000-0000-4000-8000-0000000000e1";
const keeper = caller(T, "ROLE_VENUES");
const manager = caller(T, "ROLE_port_MANAGER");
const guest = caller(T);
const VENUES = "/venue-api/api/venues";
const plain = { name: "Rynek", timeZone: "Europe/Warsaw", menu: "MENU_a" };
const square = (lng: number, lat: number, side: number) => [
  [lng, lat],
  [lng + side, lat],
  [lng + side, lat + side],
  [lng, lat + side],
];

type Problem = { status: number; type: string; message: string; errors?: { pointer: string; message: string }[]; etag?: string | null };
const put = (id: string, body: unknown, headers: Record<string, string> = {}, by = keeper) =>
  by("PUT", `${VENUES}/${id}`, { body, headers });
const read = async (id: string, by = keeper) => (await by("GET", `${VENUES}/${id}`)).json<Record<string, unknown>>();
const pointers = async (answer: Response) => (await answer.json<Problem>()).errors?.map(({ pointer }) => pointer);
const notes = async (subject: string) =>
  (await audit(env.DB, T).list({ kind: "venue", subject }, { start: 0, end: 50, sort: "id", order: "ASC" })).rows;
const ids = async (path: string, by = keeper) => (await (await by("GET", path)).json<{ id: string }[]>()).map(({ id }) => id);
const zoned = async (query: string) =>
  (await (await guest("GET", `/venue-api/api/nearest?${query}`)).json<{ id: string; zone?: { id: string } }[]>()).map(
    ({ id, zone }) => `${id} ${zone?.id}`,
  );
const nearZero = (query: string) => ids(`/venue-api/api/nearest?lat=0&lng=0&${query}`, guest);
const burger = (quantity: number) => ({ productId: "burger", quantity, productConfig: { selected: { sauce: { ketchup: "1" } } } });
const order = (venue: string, quantity = 1) =>
  guest("POST", "/ordering-api/api/order/new", {
    body: { orderType: "TAKE_AWAY", buckets: [{ venue, lines: [burger(quantity)] }] },
    headers: { prefer: "wait" },
  });
const paying = async (geoPosition: object | undefined, by = guest) => {
  const made = await by("POST", "/ordering-api/api/order/new", {
    body: { orderType: "DELIVERY", buckets: [{ venue: "zoned", lines: [burger(1)] }], ...(geoPosition && { geoPosition }) },
    headers: { prefer: "wait" },
  });
  const { orderId } = await made.json<{ orderId: string }>();
  const urls = { returnUrl: "https://a.test/", returnErrorUrl: "https://a.test/" };
  const answer = await by("POST", "/payment-api/create", { body: { orderId, paymentType: 1, amount: "20.00", ...urls } });
  const { type = "" } = await answer.json<{ type?: string }>();
  return [answer.status, type.split("/").at(-1)];
};
const block = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];
const areaZone = (id: string, area: object) => ({ id, fee: "5.00", minOrderValue: "0", vat: "8", ...area });
const looked = async (...deliveryZones: object[]) => {
  const answer = await put("holes?dryRun=true", { ...plain, deliveryZones });
  const { problems, warnings } = await answer.json<Record<"problems" | "warnings", { code: string; pointer: string }[]>>();
  return [...problems, ...warnings].map(({ code, pointer }) => `${code} ${pointer}`);
};

const inGulf = async (lng: number, lat: number) =>
  (await guest("GET", `${VENUES}/gulf/delivery-zone?lat=${lat}&lng=${lng}`))
    .status; /** A thousand points around a place, at 52 degrees north. */
const ring = (centre: number) =>
  Array.from({ length: 1_000 }, (_, n) => [centre + Math.cos((n / 500) * Math.PI) / 100, 52 + Math.sin((n / 500) * Math.PI) / 100]);

const wideZones = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `z${n}`, fee: "5.00", minOrderValue: "0", polygon: ring(20 + n / 10) }));

beforeAll(() => openChain(T, menuWorker));

describe("keeping venues", () => {
  it("[V37] a venue is written, read and written over with its ETag; of two editors at once the slower one is refused", async () => {
    const written = await put("rynek", { ...plain, geoPosition: { lat: 50, lng: 20 }, club: 7 });
    expect([written.status, written.headers.get("etag")]).toEqual([201, '"1"']);
    expect(await read("rynek")).toEqual({ ...plain, id: "rynek", geoPosition: { lat: 50, lng: 20 }, club: 7 });
    const seen = { "if-match": '"1"' };
    const [one, other] = await Promise.all([put("rynek", { ...plain, phone: "1" }, seen), put("rynek", { ...plain, phone: "2" }, seen)]);
    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([200, 412]);
    const refused = await (one.status === 412 ? one : other).json<Problem>();
    expect(refused).toMatchObject({ id: "rynek", etag: '"2"' });
    expect((await read("rynek")).phone).toBe(one.status === 200 ? "1" : "2");
    expect((await put("rynek", plain, { "if-none-match": "*" })).status).toBe(412);
    expect((await keeper("DELETE", `${VENUES}/rynek`, { headers: seen })).status).toBe(412);
    const posted = await keeper("POST", VENUES, { body: { ...plain, name: "Nameless" } });
    expect(posted.status).toBe(201);
    expect(await posted.json()).toMatchObject({ name: "Nameless", id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it("[V38] venues are written by those who keep them; a venue's own manager writes that one, and makes and removes none", async () => {
    expect((await put("port", { ...(await read("port")), phone: "9" }, {}, manager)).status).toBe(200);
    expect((await put("centrum", plain, {}, manager)).status).toBe(403);
    expect((await put("fresh", plain, {}, caller(T, "ROLE_fresh_MANAGER"))).status).toBe(403);
    expect((await manager("DELETE", `${VENUES}/port`)).status).toBe(403);
    expect((await manager("POST", VENUES, { body: { ...plain, id: "port" } })).status).toBe(403);
    expect((await put("port", plain, {}, caller(T, "ROLE_VIEWVENUES"))).status).toBe(403);
    expect((await put("port", plain, {}, caller("nobody", "ROLE_SU"))).status).toBe(400); // no such menu there
    expect((await read("port")).phone).toBe("9");
  });

  it("[V39] a border that crosses itself, a menu that nobody has written, and an id that is not the path's are refused by name", async () => {
    const [a, b, c, d] = square(21, 52, 1);
    const zone = { id: "bow", fee: 5, minOrderValue: "30.00", polygon: [a, c, b, d] };
    const crossed = await put("z", { ...plain, deliveryZones: [{ ...zone, id: "ok", polygon: [a, b, c, d, a] }, zone] });
    expect((await crossed.json<Problem>()).errors).toEqual([
      { pointer: "/deliveryZones/1/polygon", message: expect.stringContaining("bow crosses itself at 21.5, 52.5") },
    ]);
    expect(await pointers(await put("z", { ...plain, menu: "MENU_none" }))).toEqual(["/menu"]);
    expect(await pointers(await put("z", { ...plain, id: "y" }))).toEqual(["/id"]);
    expect(await pointers(await put("z", { name: "", timeZone: "Mars/Olympus" }))).toEqual(["/name", "/timeZone"]);
    expect((await keeper("GET", `${VENUES}/z`)).status).toBe(404);
  });

  it("[K108] amounts with more digits than the chain's currency are refused by name", async () => {
    const circle = { center: { lat: 50, lng: 20 }, radiusMeters: 1000 };
    const zones = [
      { id: "a", fee: "4.99", minOrderValue: 30, circle },
      { id: "b", fee: "4.995", minOrderValue: "30.001", freeFrom: 50.125, circle },
    ];
    const channelConstraints = { DELIVERY: { minOrderValue: "19.999" }, DINE_IN: { minOrderValue: "5.500" } };
    const answer = await put("fine", { ...plain, channelConstraints, deliveryZones: zones });
    const { errors } = await answer.json<Problem>();
    expect([answer.status, errors]).toEqual([
      400,
      [
        "/channelConstraints/DELIVERY/minOrderValue",
        "/deliveryZones/1/fee",
        "/deliveryZones/1/minOrderValue",
        "/deliveryZones/1/freeFrom",
      ].map((pointer) => ({ pointer, message: "expected an amount in PLN of at most 2 decimals" })),
    ]);
    expect((await keeper("GET", `${VENUES}/fine`)).status).toBe(404);
  });

  it("[V40] each change of a venue is in the audit log with before and after; a sign of life of the till is none", async () => {
    const at = `${VENUES}/logged`;
    await put("logged", plain);
    await put("logged", plain);
    await put("logged", { ...plain, phone: "5" });
    const device = caller(T, "ROLE_DEVICE");
    expect((await device("POST", `${at}/pos-status`, { body: { version: "2.1", message: "fine" } })).status).toBe(204);
    const { posIntegratorStatus } = await read("logged");
    expect(posIntegratorStatus).toEqual({ version: "2.1", ok: true, message: "fine", lastHeartBest: expect.any(String) });
    expect(await read("logged", guest)).not.toHaveProperty("posIntegratorStatus");
    await keeper("POST", `${at}/disable`, { body: { reason: "gas" } });
    await keeper("DELETE", at);
    const said = (await notes("logged")).map(({ action, before, after }) => [action, Boolean(before), after]);
    expect(said).toEqual([
      ["create", false, { ...plain, id: "logged" }],
      ["update", true, { ...plain, id: "logged", phone: "5" }],
      ["update", true, expect.objectContaining({ tempDisabled: true, tempDisabledReason: "gas" })],
      ["delete", true, null],
    ]);
    expect(await pointers(await device("POST", `${at}/pos-status`, { body: { version: "2 1" } }))).toEqual(["/version"]);
    expect((await device("POST", `${at}/pos-status`, { body: { version: "2" } })).status).toBe(404);
  });

  it("[V41] a venue that is closed for the moment takes no orders, and says why; it opens again when told or at its time", async () => {
    const at = `${VENUES}/centrum`;
    expect((await keeper("POST", `${at}/disable`, { body: { reason: "no gas", until: "2099-01-01T00:00:00Z" } })).status).toBe(200);
    const refused = await order("centrum");
    expect(await refused.json()).toMatchObject({ status: 409, reason: "no gas" });
    const { now } = await (await guest("GET", `${at}/hours`)).json<{ now: Record<string, unknown> }>();
    expect(now.DELIVERY).toEqual({ open: false, reason: "no gas", opensAt: "2099-01-01T00:00:00.000Z" });
    expect((await keeper("POST", `${at}/enable`)).status).toBe(200);
    expect(await read("centrum")).not.toHaveProperty("tempDisabledReason");
    expect((await order("centrum")).status).toBe(200);
    expect((await guest("POST", `${at}/disable`, { body: {} })).status).toBe(403);
    expect(await pointers(await keeper("POST", `${at}/disable`, { body: { until: "soon" } }))).toEqual(["/until"]);
  });

  it("[V42] a till that locks itself closes its venue with its message; writing the venue does not unlock it", async () => {
    const till = caller(T, "ROLE_centrum_MANAGER");
    const at = `${VENUES}/centrum`;
    expect((await till("POST", `${at}/pos-lock`, { body: { message: "paper jam" } })).status).toBe(200);
    expect(await (await order("centrum")).json()).toMatchObject({ reason: "paper jam" });
    const { posIntegratorStatus, ...own } = await read("centrum");
    expect(posIntegratorStatus).toEqual({ locked: true, lockMessage: "paper jam" });
    await put("centrum", { ...own, phone: "3", posIntegratorStatus: { locked: false } });
    expect(await (await order("centrum")).json()).toMatchObject({ reason: "paper jam" });
    expect((await till("POST", `${at}/pos-unlock`)).status).toBe(200);
    expect((await order("centrum")).status).toBe(200);
    expect((await caller(T, "ROLE_port_MANAGER")("POST", `${at}/pos-lock`, { body: {} })).status).toBe(403);
  });

  it("[V43] venues are listed by id, name, menu, channel and what they say", async () => {
    expect(await ids(`${VENUES}?id=centrum&id=new`)).toEqual(["centrum", "new"]);
    expect(await ids(`${VENUES}?name=POR`)).toEqual(["port"]);
    expect(await ids(`${VENUES}?menu=MENU_new`)).toEqual(["new"]);
    expect(await ids(`${VENUES}?channel=DINE_IN&name=port`)).toEqual([]);
    expect(await ids(`${VENUES}?q=opening%20soon&active=true`)).toEqual(["new"]);
    expect(await ids(`${VENUES}?active=false`)).toEqual([]);
    expect((await keeper("GET", `${VENUES}?channel=POST`)).status).toBe(400);
  });

  it("[V44] deliveries: only venues that deliver there are near, with the zone's terms; the earlier of two zones counts", async () => {
    const zones = [
      { id: "near", fee: "5.00", minOrderValue: "30", circle: { center: { lat: 10.5, lng: 10.5 }, radiusMeters: 2000 } },
      { id: "far", name: "Far", fee: 12, minOrderValue: 60, freeFrom: 100, polygon: square(10, 10, 1) },
    ];
    await put("isle", { ...plain, geoPosition: { lat: 10.5, lng: 10.5 }, deliveryZones: zones });
    expect((await zoned("lat=10.5&lng=10.5&channel=DELIVERY"))[0]).toBe("isle near");
    expect((await zoned("lat=10.1&lng=10.1&orderType=DELIVERY"))[0]).toBe("isle far");
    expect(await zoned("lat=12&lng=12&channel=DELIVERY")).not.toContain("isle undefined");
    expect((await zoned("lat=12&lng=12&channel=TAKE_AWAY&limit=1"))[0]).toBe("isle undefined");
    const terms = await guest("GET", `${VENUES}/isle/delivery-zone?lat=10.1&lng=10.1`);
    expect(await terms.json()).toEqual({ id: "far", name: "Far", fee: "12", minOrderValue: "60", freeFrom: "100" });
    expect((await guest("GET", `${VENUES}/isle/delivery-zone?lat=12&lng=12`)).status).toBe(404);
  });

  it("[XG10] holes, many polygons and areas without delivery hold at the door", async () => {
    const fee = { fee: "5.00", minOrderValue: "0", vat: "8" };
    const zones = [
      { id: "town", ...fee, polygon: [square(40, 10, 1), square(40.25, 10.25, 0.25)] },
      { id: "isles", ...fee, polygon: { type: "MultiPolygon", coordinates: [[square(42, 10, 0.5)], [square(43, 10, 0.5)]] } },
      { id: "works", delivers: false, circle: { center: { lat: 10.75, lng: 40.75 }, radiusMeters: 2000 } },
    ];
    const written = await put("gulf", { ...plain, geoPosition: { lat: 10.5, lng: 41.75 }, deliveryZones: zones });
    expect([written.status, await written.json()]).toMatchObject([201, { warnings: [] }]);
    expect([await inGulf(40.1, 10.1), await inGulf(42.2, 10.2), await inGulf(43.2, 10.2)]).toEqual([200, 200, 200]);
    expect([await inGulf(40.35, 10.35), await inGulf(40.75, 10.75), await inGulf(42.7, 10.2)]).toEqual([404, 404, 404]);
  });

  it("[XG10] latitude and longitude that changed places are noticed, and the warning is no part of the venue", async () => {
    const turned = square(52, 21, 1);
    const zone = { id: "z", fee: "5.00", minOrderValue: "0", vat: "8", polygon: turned };
    const answer = await put("turned", { ...plain, geoPosition: { lat: 52.5, lng: 21.5 }, deliveryZones: [zone] });
    const body = await answer.json<object>();
    expect(body).toMatchObject({ warnings: [{ code: "coordinates-turned-round", pointer: "/deliveryZones/0" }] });
    expect((await put("turned", body)).headers.get("etag")).toBe('"1"');
  });

  it("[XG10] thirty-six zones of a thousand points fit, and can be written over; a document that is larger is refused by its size", async () => {
    expect((await put("wide", { ...plain, deliveryZones: wideZones(36) })).status).toBe(201);
    expect((await put("wide", { ...plain, deliveryZones: wideZones(36), phone: "5" })).status).toBe(200);
    expect(await (await guest("GET", `${VENUES}/wide/delivery-zone?lat=52&lng=23.5`)).json()).toMatchObject({ id: "z35" });
    const refused = await put("wide", { ...plain, deliveryZones: wideZones(60) });
    expect([refused.status, (await refused.json<Problem>()).errors?.map(({ pointer }) => pointer)]).toEqual([400, ["/"]]);
  });

  it("[V45] who asks for venues that are open now sees only those, and for a channel only those that sell through it", async () => {
    const here = { ...plain, geoPosition: { lat: 0, lng: 0 } };
    await put("shut", { ...here, channelConstraints: { DINE_IN: { week: {} } } });
    expect(await nearZero("channel=DINE_IN")).toContain("shut");
    expect(await nearZero("channel=DINE_IN&openNow=true")).not.toContain("shut");
    expect(await nearZero("openNow=true")).not.toContain("shut");
    expect(await nearZero("channel=DINE_IN&openNow=true")).toContain("centrum");
    expect(await nearZero("channel=UBER")).toEqual([]);
  });

  it("[V46] hours are told by day and channel, holidays included", async () => {
    const week = { MON: [{ from: "10:00", to: "22:00" }], FRI: [{ from: "20:00", to: "02:00" }] };
    const exceptions = [{ date: "2026-12-25", closed: true, reason: "Christmas" }];
    await put("hours", { ...plain, channelConstraints: { DINE_IN: { week } }, exceptions });
    const told = await (await guest("GET", `${VENUES}/hours/hours?from=2026-12-18&days=8`)).json<{ days: unknown[] }>();
    expect(told.days[0]).toEqual({ date: "2026-12-18", channels: { DINE_IN: { spans: [{ from: "20:00", to: "02:00" }] } } });
    expect(told.days[3]).toEqual({ date: "2026-12-21", channels: { DINE_IN: { spans: [{ from: "10:00", to: "22:00" }] } } });
    expect(told.days[7]).toEqual({ date: "2026-12-25", channels: { DINE_IN: { spans: [], reason: "Christmas" } } });
    expect((await guest("GET", `${VENUES}/hours/hours?from=2026-02-30`)).status).toBe(400);
  });

  it("[V47] a venue that was given up and opened again is taken for no earlier one", async () => {
    await put("phoenix", plain);
    await put("phoenix", { ...plain, phone: "5" });
    expect((await keeper("DELETE", `${VENUES}/phoenix`)).status).toBe(204);
    expect((await guest("GET", `${VENUES}/phoenix`)).status).toBe(404);
    expect((await put("phoenix", plain)).headers.get("etag")).toBe('"4"');
    expect((await keeper("GET", `${VENUES}/phoenix`)).headers.get("etag")).toBe('"4"');
  });

  it("[V48] a venue without a menu takes no orders, and says so", async () => {
    await put("bare", { name: plain.name, timeZone: plain.timeZone });
    expect(await (await order("bare")).json()).toMatchObject({ status: 409, reason: "the venue has no menu yet" });
  });

  it("[V49] an order of too little is refused with the minimum, until there is enough in it", async () => {
    await put("least", { ...plain, channelConstraints: { TAKE_AWAY: { minOrderValue: 50 } } });
    await compile(T, "MENU_a", menuWorker);
    const { orderId } = await (await order("least")).json<{ orderId: string }>();
    const pay = (amount: string) =>
      guest("POST", "/payment-api/create", {
        body: { orderId, paymentType: 1, amount, returnUrl: "https://a.test/", returnErrorUrl: "https://a.test/" },
      });
    const refused = await pay("20.00");
    expect(await refused.json()).toMatchObject({ status: 422, minimum: "50.00", total: "20.00" });
    await guest("POST", `/ordering-api/api/order/${orderId}/append`, { body: { venue: "least", lines: [burger(2)] } });
    expect((await pay("60.00")).status).toBe(200);
  });

  it("[V50] a delivery to where the venue does not deliver is refused, and one within a zone is held to the zone's minimum", async () => {
    const zone = { id: "z", fee: 0, minOrderValue: 50, circle: { center: { lat: 50, lng: 20 }, radiusMeters: 1000 } };
    await put("zoned", { ...plain, deliveryZones: [zone], channelConstraints: { DELIVERY: { minOrderValue: 10 } } });
    await compile(T, "MENU_a", menuWorker);
    expect(await paying({ lat: 50.1, lng: 20 })).toEqual([422, "outside-delivery-zones"]);
    expect(await paying({ lat: 50.001, lng: 20 })).toEqual([422, "below-minimum-order"]);
    expect(await paying(undefined)).toEqual([422, "delivery-position-needed"]);
    expect(await paying(undefined, caller(T, "ROLE_zoned_ORDERS"))).toEqual([200, ""]);
    expect(await paying({ lat: 50.1, lng: 20 }, caller(T, "ROLE_zoned_ORDERS"))).toEqual([200, ""]);
  });

  it("[V51] a delivery bears the fee of the zone that it goes to, at the venue that it is ordered from; a take-away does not", async () => {
    const U = "7e4e0000-0000-4000-8000-0000000000e2";
    await openChain(U, menuWorker);
    const [staff, ann] = [caller(U, "ROLE_VENUES"), caller(U)];
    const circle = { center: { lat: 50, lng: 20 }, radiusMeters: 1000 };
    const zone = { id: "near", name: "Near", fee: "6.50", minOrderValue: 0, freeFrom: 50, vat: "23", circle };
    for (const [id, fee] of [
      ["one", "6.50"],
      ["two", "9.00"],
    ]) {
      await staff("PUT", `${VENUES}/${id}`, { body: { ...plain, deliveryZones: [{ ...zone, fee }] } });
    }
    await compile(U, "MENU_a", menuWorker);
    const creating = async (orderType: string, geoPosition: object | undefined, quantity = 1) => {
      const body = { orderType, buckets: [{ venue: "one", lines: [burger(quantity)] }], ...(geoPosition && { geoPosition }) };
      const made = await ann("POST", "/ordering-api/api/order/new", { body, headers: { prefer: "wait" } });
      const { order: shown } = await made.json<{ order: { editTotal: string; fees: object[] } }>();
      const dry = await ann("POST", "/ordering-api/api/order/dry-run", { body });
      const { order: tried } = await dry.json<{ order: { fees: object[] } }>();
      expect(tried.fees).toEqual(shown.fees);
      return [shown.editTotal, ...shown.fees];
    };
    const near = { lat: 50.001, lng: 20 };
    const fee = { id: "zone-one-near", kind: "DELIVERY", name: "Near", vat: "23", amount: "6.50" };
    expect(await creating("DELIVERY", near)).toEqual(["26.50", fee]);
    expect(await creating("DELIVERY", near, 3)).toEqual(["60.00"]);
    expect(await creating("DELIVERY", { lat: 51, lng: 20 })).toEqual(["20.00"]);
    expect(await creating("DELIVERY", undefined)).toEqual(["20.00"]);
    expect(await creating("TAKE_AWAY", near)).toEqual(["20.00"]);

    const costs = async () => (await creating("DELIVERY", near))[0];
    const redraw = (deliveryZones: object[] | undefined) =>
      staff("PUT", `${VENUES}/one`, { body: { ...plain, ...(deliveryZones && { deliveryZones }) } });
    await redraw([{ ...zone, fee: "3.00" }]);
    expect(await costs()).toBe("23.00");
    await staff("POST", `${VENUES}/one/disable`, { body: {} });
    await staff("POST", `${VENUES}/one/enable`);
    expect(await costs()).toBe("23.00");
    await redraw(undefined);
    expect(await costs()).toBe("20.00");
  });

  it("[XA13] a fee redrawn from 9.00 to 3.00 holds for an order that is created at once", async () => {
    const U = "7e4e0000-0000-4000-8000-0000000000e3";
    await openChain(U, menuWorker);
    const [staff, ann] = [caller(U, "ROLE_VENUES"), caller(U)];
    const zone = { id: "near", minOrderValue: 0, circle: { center: { lat: 50, lng: 20 }, radiusMeters: 1000 } };
    const draw = (fee: string) => staff("PUT", `${VENUES}/one`, { body: { ...plain, deliveryZones: [{ ...zone, fee }] } });
    const fees = async () => {
      const body = { orderType: "DELIVERY", geoPosition: { lat: 50, lng: 20 }, buckets: [{ venue: "one", lines: [burger(1)] }] };
      const made = await ann("POST", "/ordering-api/api/order/new", { body, headers: { prefer: "wait" } });
      return (await made.json<{ order: { fees: { amount: string }[] } }>()).order.fees.map(({ amount }) => amount);
    };
    await draw("9.00");
    await compile(U, "MENU_a", menuWorker);
    expect(await fees()).toEqual(["9.00"]);
    await draw("3.00");
    expect(await fees()).toEqual(["3.00"]);
  });

  it("[V90] holes that cut out everything are refused, those that cut out nothing are named, and so is a zone that an earlier one covers", async () => {
    const town = square(21, 52, 0.2);
    expect(await looked(areaZone("a", { polygon: [town, square(21.05, 52.05, 0.1)] }))).toEqual([]);
    expect(await looked(areaZone("a", { polygon: [town, town] }))).toEqual(["invalid /deliveryZones/0/polygon"]);
    expect(await looked(areaZone("a", { polygon: [town, square(22, 52, 0.1)] }))).toEqual(["hole-outside /deliveryZones/0/polygon"]);
    const [centre, far] = [areaZone("b", { polygon: square(21.05, 52.05, 0.1) }), areaZone("c", { polygon: square(21.15, 52.15, 0.2) })];
    expect(await looked(areaZone("a", { polygon: town }), centre, far)).toEqual(["zone-covered /deliveryZones/1"]);
    expect(await looked(centre, areaZone("a", { polygon: town }), far)).toEqual([]);
    expect(await looked(areaZone("a", { polygon: town }), { id: "b", delivers: false, polygon: square(21.05, 52.05, 0.1) })).toEqual([]);
    const circle = (id: string, radiusMeters: number) => areaZone(id, { circle: { center: { lat: 52, lng: 21 }, radiusMeters } });
    expect(await looked(circle("a", 5000), circle("b", 2000))).toEqual(["zone-covered /deliveryZones/1"]);
  });

  it("[V90] holes count together, and a hole, a bay or an area without delivery for where it lies", async () => {
    const town = block(21, 52, 21.2, 52.2);
    const [west, east] = [block(20.9, 51.9, 21.1, 52.3), block(21.1, 51.9, 21.3, 52.3)];
    expect(await looked(areaZone("a", { polygon: [town, west, east] }))).toEqual(["invalid /deliveryZones/0/polygon"]);
    expect(await looked(areaZone("a", { polygon: [town, west, block(21.11, 51.9, 21.3, 52.3)] }))).toEqual([]);
    const arch = [
      ...block(21, 52, 21.2, 52.2).slice(0, 2),
      [21.2, 52.2],
      [21.19, 52.2],
      [21.19, 52.01],
      [21.01, 52.01],
      [21.01, 52.2],
      [21, 52.2],
    ];
    expect(await looked(areaZone("a", { polygon: [town, arch] }))).toEqual([]);

    const ringed = areaZone("a", { polygon: [town, square(21.05, 52.05, 0.1)] });
    expect(await looked(ringed, areaZone("b", { polygon: square(21.04, 52.04, 0.12) }))).toEqual([]);
    expect(await looked(ringed, areaZone("b", { polygon: square(21.05, 52.05, 0.1) }))).toEqual([]);
    expect(await looked(ringed, areaZone("b", { polygon: square(21.01, 52.01, 0.03) }))).toEqual(["zone-covered /deliveryZones/1"]);
    expect(await looked(areaZone("a", { polygon: arch }), areaZone("b", { polygon: town }))).toEqual([]);
    expect(await looked(areaZone("a", { polygon: town }), areaZone("b", { polygon: town }))).toEqual(["zone-covered /deliveryZones/1"]);

    const closed = { id: "c", delivers: false, polygon: square(20.9, 51.9, 0.5) };
    const other = areaZone("b", { polygon: square(22, 52, 0.1) });
    expect(await looked(areaZone("a", { polygon: town }), other, closed)).toEqual(["zone-covered /deliveryZones/0"]);
    expect(await looked(closed, areaZone("a", { polygon: town }), other)).toEqual(["zone-covered /deliveryZones/1"]);
  });

  it("[V91] points that are told twice in a row are one point, and no crossing", async () => {
    const [first, ...others] = square(21, 52, 0.1);
    const polygon = [first, first, ...others, others.at(-1), first];
    const answer = await put("repeats", { ...plain, deliveryZones: [{ id: "z", fee: "5.00", minOrderValue: "0", polygon }] });
    expect(answer.status).toBe(201);
    expect((await guest("GET", `${VENUES}/repeats/delivery-zone?lat=52.05&lng=21.05`)).status).toBe(200);
  });

  it("[V92] a dry run lists every problem and warning of a venue, and writes nothing", async () => {
    const unread = await put("dry?dryRun=true", { name: "", timeZone: "Mars/Base", menu: "M no" });
    expect([unread.status, await unread.json<object>()]).toMatchObject([
      200,
      { dryRun: true, problems: [{ code: "invalid", pointer: "/name" }, { pointer: "/menu" }, { pointer: "/timeZone" }] },
    ]);
    const unkept = await put("dry?dryRun=true", { ...plain, menu: "M_nowhere", channelConstraints: { DINE_IN: { week: {} } } });
    expect(await unkept.json()).toMatchObject({ problems: [{ pointer: "/menu" }], warnings: [{ code: "never-open" }] });
    const posted = await keeper("POST", `${VENUES}?dryRun=true`, { body: plain });
    expect([posted.status, await posted.json()]).toEqual([200, { dryRun: true, problems: [], warnings: [] }]);
    expect((await keeper("GET", `${VENUES}/dry`)).status).toBe(404);
    expect((await put("dry?dryRun=true", plain, {}, manager)).status).toBe(403);
    expect((await put("dry?dryRun=maybe", plain)).status).toBe(400);
    const written = await put("dry", { ...plain, channelConstraints: { DINE_IN: { week: {} } } });
    expect([written.status, await written.json()]).toMatchObject([201, { warnings: [{ code: "never-open" }] }]);
  });
});
