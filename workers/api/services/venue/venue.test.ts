import type { IVenueConfig } from "@orderingstack/ordering-types";
import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { caller, openChain } from "#api/services/menu/chain.fixture";
import type { VenueConfig } from "./venue-view";

const T = "7e4e0000-0000-4000-8000-000000000001";
const guest = caller(T);
const ids = (venues: { id: string }[]) => venues.map(({ id }) => id);

beforeAll(() => openChain(T, menuWorker));

/** Compiles only while what we answer is what the published types say. */
const published = ({ geoPosition, ...venue }: VenueConfig): IVenueConfig => ({ ...venue, ...(geoPosition && { geoPosition }) });

const list = async (query: string, ...roles: string[]) => caller(T, ...roles)("GET", `/venue-api/api/venues${query}`);
const refusedFields = async (query: string) => {
  const answer = await guest("GET", `/venue-api/api/nearest?${query}`);
  const { errors } = await answer.json<{ errors: { pointer: string }[] }>();
  return [answer.status, ...errors.map(({ pointer }) => pointer)];
};

describe("venues", () => {
  it("[V3] a guest sees a venue as the published types show it, and its manager also how it is run", async () => {
    const path = "/venue-api/api/venues/centrum";
    const seen = await (await guest("GET", path)).json<VenueConfig>();
    expect(published(seen)).toEqual({
      id: "centrum",
      name: "Centrum",
      menu: "MENU_a",
      timeZone: "Europe/Warsaw",
      geoPosition: { lat: 52.2297, lng: 21.0122 },
      phone: "1",
    });
    expect(await (await caller(T, "ROLE_centrum_MANAGER")("GET", path)).json()).toEqual({ ...seen, device: { k: {} } });
    expect(await (await caller(T, "ROLE_port_MANAGER")("GET", path)).json()).toEqual(seen);
  });

  it("[V4] another tenant's venue is not there, byte for byte like one that nobody has", async () => {
    const foreign = await caller("nobody", "ROLE_SU")("GET", "/venue-api/api/venues/centrum");
    const absent = await guest("GET", "/venue-api/api/venues/moon");
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(await foreign.text()).toBe(await absent.text());
    expect((await guest("GET", "/venue-api/api/venues/a%20b")).status).toBe(400);
  });

  it("[V5] staff list the venues that they work for", async () => {
    const all = await list("?_sort=name&_order=DESC&_end=2", "ROLE_VIEWVENUES");
    expect([ids(await all.json()), all.headers.get("x-total-count")]).toEqual([["port", "new"], "3"]);
    expect(ids(await (await list("", "ROLE_port_MANAGER")).json())).toEqual(["port"]);
    expect((await list("", "ROLE_KDS")).status).toBe(403);
  });

  it("[V6] the nearest venues come first, with their distance in metres; one that says no place does not come", async () => {
    const answer = await guest("GET", "/venue-api/api/nearest?lat=52.0&lng=21.0");
    expect(await answer.json()).toEqual([
      expect.objectContaining({ id: "centrum", distance: 25_555 }),
      expect.objectContaining({ id: "port", distance: expect.any(Number) }),
    ]);
    expect(ids(await (await guest("GET", "/venue-api/api/nearest?lat=54.0&lng=18.6")).json())).toEqual(["port", "centrum"]);
  });

  it("[V7] a position that is none is refused by name", async () => {
    expect(await refusedFields("")).toEqual([400, "/lat", "/lng"]);
    expect(await refusedFields("lat=&lng=Infinity")).toEqual([400, "/lat", "/lng"]);
    expect(await refusedFields("lat=90.1&lng=-180")).toEqual([400, "/lat"]);
    expect(await refusedFields("lat=1e1&lng=181")).toEqual([400, "/lat", "/lng"]);
  });

  it("[XE8] of a venue's document guests see the fields that are for guests, here, nearby and told, and its staff all of it", async () => {
    const inner = { apiKey: "secret", config: { password: "secret" }, extra: { token: "secret" }, device: { till: { pin: "secret" } } };
    const document = {
      ...inner,
      name: "Keys",
      timeZone: "Europe/Warsaw",
      geoPosition: { lat: 10, lng: 10 },
      address: { street: "Long", number: "1", city: "Warsaw", alarmCode: "secret" },
      img: "https://cdn.example.com/keys.png",
      channelConstraints: { DELIVERY: { active: true, minOrderValue: "20", hook: "secret" } },
      exceptions: [{ date: "2027-01-01", closed: true, reason: "New Year", note: "secret" }],
      deliveryZones: [
        { id: "z", fee: "5", minOrderValue: "20", courierKey: "secret", circle: { center: { lat: 10, lng: 10 }, radiusMeters: 900 } },
      ],
    };
    const staff = caller(T, "ROLE_VENUES");
    expect((await staff("PUT", "/venue-api/api/venues/keys", { body: document })).status).toBe(201);
    const path = "/venue-api/api/venues/keys";
    expect(await (await guest("GET", path)).json()).toEqual({
      id: "keys",
      name: "Keys",
      menu: "",
      timeZone: "Europe/Warsaw",
      geoPosition: { lat: 10, lng: 10 },
      address: { street: "Long", number: "1", city: "Warsaw" },
      img: "https://cdn.example.com/keys.png",
      channelConstraints: { DELIVERY: { active: true, minOrderValue: "20" } },
      exceptions: [{ date: "2027-01-01", closed: true, reason: "New Year" }],
    });
    expect(await (await staff("GET", path)).json()).toMatchObject(inner);
    for (const read of ["/venue-api/api/nearest?lat=10&lng=10&channel=DELIVERY", `${path}/delivery-zone?lat=10&lng=10`]) {
      const answer = await guest("GET", read);
      expect([answer.status, await answer.text()]).toEqual([200, expect.not.stringContaining("secret")]);
    }
    await staff("DELETE", path);
  });
});
