import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, afterEach, describe, expect, it, vi } from "vitest";
import { FeedObject } from "../../../../durable-objects/feed/feed-object";
import { modules } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import { caller, openChain } from "#api/services/menu/chain.fixture";
import { ear, MODULES, pointers } from "./module.fixture";

const T = "7e4e0000-0000-4000-8000-0000000000f5";
const admin = caller(T, "ROLE_SU");
const VENUES = "/venue-api/api/venues";
const COMMON = "/auth-api/api/module-types/KIOSK";
const plain = { name: "Rynek", timeZone: "Europe/Warsaw" };
const put = (id: string, body: object) => admin("PUT", `${MODULES}/${id}`, { body });
const module = (id: string) => ear(`/modules/${T}/${id}`, { tenant: T, module: { id, venue: "centrum" } });
const guest = (venue: string) => ear(`/venues/${T}/${venue}`, { tenant: T, roles: ["ROLE_ANONYMOUS"] });
const steer = (body: object, by = admin, venue = "centrum") => by("POST", `${VENUES}/${venue}/steering`, { body });

beforeAll(() => openChain(T, menuWorker));
afterEach(() => vi.restoreAllMocks());

describe("what modules hear of themselves", () => {
  it("[MO12] a module hears UPSERT, LOGOUT and DELETE of itself, CONFIG of its type, and nothing when nothing has changed", async () => {
    const kiosk = { type: "KIOSK", venue: "centrum" };
    const [one, other] = [await module("kiosk-1"), await module("kds-1")];
    const says = (...changes: string[]) => expect.poll(one.told).toEqual(changes.map((changeType) => ({ id: "kiosk-1", changeType })));
    await put("kds-1", { ...kiosk, type: "KDS" });
    await put("kiosk-1", { ...kiosk, config: { n: 1 } });
    await says("UPSERT");
    await put("kiosk-1", { ...kiosk, config: { n: 1 } });
    await admin("PUT", COMMON, { body: { properties: { sound: "on" } } });
    await says("UPSERT", "CONFIG");
    await admin("PUT", COMMON, { body: { properties: { sound: "on" } } });
    await admin("POST", `${MODULES}/kiosk-1/logout`);
    await says("UPSERT", "CONFIG", "LOGOUT");
    await admin("DELETE", `${MODULES}/kiosk-1`);
    await says("UPSERT", "CONFIG", "LOGOUT", "DELETE");
    await admin("POST", `${MODULES}/kds-1/logout`);
    await expect.poll(other.told).toEqual(["UPSERT", "LOGOUT"].map((changeType) => ({ id: "kds-1", changeType })));
  });

  it("[MO12] all modules of a type are told, however many, and a few at a time", async () => {
    const ids = Array.from({ length: 80 }, (_, n) => `cashier-${n}`);
    const rest = { tenant: T, type: "CASHIER" as const, venue: "", production: true, config: {}, extra: {}, created: "", createdBy: "" };
    const d1 = drizzle(env.DB);
    for (const id of ids) await d1.insert(modules).values({ ...rest, id, updated: "", updatedBy: "" });
    const told: string[] = [];
    let [busy, busiest] = [0, 0];
    vi.spyOn(FeedObject.prototype, "tell").mockImplementation(async ([showing]) => {
      const { id, changeType } = JSON.parse(showing?.body ?? "{}");
      if (changeType !== "CONFIG") return;
      busiest = Math.max(busiest, ++busy);
      await scheduler.wait(1);
      busy--;
      told.push(id);
    });
    await admin("PUT", "/auth-api/api/module-types/CASHIER", { body: { properties: { drawer: "2" } } });
    await expect.poll(() => told.toSorted(), { timeout: 20_000 }).toEqual(ids.toSorted());
    expect(busiest).toBeGreaterThan(1);
    expect(busiest).toBeLessThanOrEqual(32);
  });

  it("[MO17] what nobody could be told of is stored all the same, and logged", async () => {
    vi.spyOn(FeedObject.prototype, "tell").mockRejectedValue(new Error("gone"));
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect((await put("unheard", { type: "KIOSK" })).status).toBe(201);
    expect((await admin("PUT", `${VENUES}/unheard`, { body: plain })).status).toBe(201);
    expect((await admin("POST", `${MODULES}/unheard/logout`)).status).toBe(204);
    expect((await admin("GET", `${MODULES}/unheard`)).status).toBe(200);
    await expect
      .poll(() => warned.mock.calls.map(([line]) => JSON.parse(String(line)).feed))
      .toEqual(expect.arrayContaining([`${T}/module/unheard`, `${T}/venue-info/unheard`]));
  });
});

describe("what is told of venues", () => {
  it("[MO14] each change of a venue is told as its guests see it: written, closed for the moment, given up", async () => {
    const heard = await guest("rynek");
    const at = `${VENUES}/rynek`;
    const last = () => heard.told().at(-1);
    await admin("PUT", at, { body: { ...plain, phone: "1", warehouse: "a secret" } });
    await expect.poll(last).toEqual({ ...plain, id: "rynek", menu: "", phone: "1" });
    await admin("POST", `${at}/disable`, { body: { reason: "no gas" } });
    await expect.poll(last).toMatchObject({ tempDisabled: true, tempDisabledReason: "no gas" });
    await admin("POST", `${at}/enable`);
    await expect.poll(last).toMatchObject({ tempDisabled: false });
    await admin("DELETE", at);
    await expect.poll(last).toMatchObject({ id: "rynek", active: false, deleted: true });
    expect(JSON.stringify(heard.told())).not.toContain("secret");
  });

  it.each([
    ["locked", "port", "pos-lock"],
    ["unlocked", "new", "pos-unlock"],
  ])("[MO14] a till that is %s is a change of its venue, but how it does is for staff", async (_, venue, action) => {
    const { told } = await guest(venue);
    await admin("POST", `${VENUES}/${venue}/${action}`, { body: {} });
    await expect.poll(told).toEqual([expect.objectContaining({ id: venue })]);
    expect(JSON.stringify(told())).not.toContain("posIntegratorStatus");
  });

  it("[MO14] who writes what a venue says already tells nothing", async () => {
    const heard = await guest("quiet");
    const phones = () => heard.told().map((venue) => Object(venue).phone);
    await admin("PUT", `${VENUES}/quiet`, { body: plain });
    await admin("PUT", `${VENUES}/quiet`, { body: plain });
    await admin("PUT", `${VENUES}/quiet`, { body: { ...plain, phone: "1" } });
    await expect.poll(phones).toContain("1");
    expect(phones().filter((phone) => phone === undefined).length).toBeLessThanOrEqual(1);
  });

  it("[MO15] of two changes at once the newer venue is told last, however late the word of the older is", async () => {
    const told: string[] = [];
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const calls = vi.spyOn(FeedObject.prototype, "tell").mockImplementation(async ([showing]) => {
      const { phone } = JSON.parse(showing?.body ?? "{}");
      if (phone === "1") await gate;
      told.push(phone);
    });
    await admin("PUT", `${VENUES}/centrum`, { body: { ...plain, phone: "1" } });
    await expect.poll(() => calls.mock.calls.length).toBe(1);
    await admin("PUT", `${VENUES}/centrum`, { body: { ...plain, phone: "2" } });
    await expect.poll(() => told).toEqual(["2"]);
    release();
    await expect.poll(() => told).toEqual(["2", "1", "2"]);
  });
});

describe("steering", () => {
  it("[MO16] a command is accepted with its correlation id and heard by the venue's staff and modules", async () => {
    const device = await ear(`/steering/${T}/centrum`, { tenant: T, module: { id: "kiosk-9", venue: "centrum" } });
    const cook = await ear(`/steering/${T}/centrum`, { tenant: T, roles: ["ROLE_centrum_COOK"] });
    const named = await steer({ command: "RESTART", properties: { delay: "5" }, correlationId: "once", venue: "centrum" });
    expect([named.status, await named.json()]).toEqual([202, { correlationId: "once" }]);
    const unnamed = await steer({ command: "SHOW" }, caller(T, "ROLE_centrum_MANAGER"));
    const { correlationId } = await unnamed.json<{ correlationId: string }>();
    expect(correlationId).toMatch(/^[0-9a-f-]{36}$/);
    const both = [
      { correlationId: "once", command: "RESTART", venue: "centrum", properties: { delay: "5" } },
      { correlationId, command: "SHOW", venue: "centrum", properties: {} },
    ];
    for (const { told } of [device, cook]) await expect.poll(told).toEqual(both);
  });

  it("[MO16] who does not keep the venue steers nothing there, and what is wrong is named", async () => {
    for (const role of ["ROLE_port_MANAGER", "ROLE_centrum_KDS", "ROLE_VIEWVENUES", "ROLE_ANONYMOUS"])
      expect((await steer({ command: "RESTART" }, caller(T, role))).status).toBe(403);
    for (const role of ["ROLE_MANAGER", "ROLE_VENUES"]) expect((await steer({ command: "RESTART" }, caller(T, role))).status).toBe(202);
    expect((await steer({ command: "RESTART" }, admin, "nowhere")).status).toBe(404);
    const wrong = { command: "", properties: { n: 1 }, correlationId: "a b", colour: "red" };
    expect((await pointers(await steer(wrong)))?.toSorted()).toEqual([
      "/colour",
      "/command",
      "/command",
      "/correlationId",
      "/properties/n",
    ]);
    expect(await pointers(await steer({ command: "RESTART", venue: "port" }))).toEqual(["/venue"]);
  });

  it("[MO16] a command that some may not have heard is refused, to be sent again", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.spyOn(FeedObject.prototype, "tell").mockRejectedValueOnce(new Error("gone"));
    const lost = await steer({ command: "RESTART", correlationId: "again" });
    expect([lost.status, lost.headers.get("retry-after")]).toEqual([503, "2"]);
    expect((await steer({ command: "RESTART", correlationId: "again" })).status).toBe(202);
  });
});
