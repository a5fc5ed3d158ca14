import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { audit } from "../../../lib/db/audit";
import { forgetCards } from "#api/services/venue/venue-cache";
import { caller, compile, openChain } from "#api/services/menu/chain.fixture";

const T = "ad110000-0000-4000-8000-0000000000f1";
const office = caller(T, "ROLE_MANAGER", "ROLE_MENU");
const guest = caller(T);
const CALENDAR = "/admin-api/api/public-holidays";
const CHRISTMAS = "2026-12-25"; // a Friday

const put = (days: unknown, headers: Record<string, string> = {}, by = office) => by("PUT", CALENDAR, { body: { days }, headers });
const pointers = async (answer: Response) => {
  const { errors = [] } = await answer.json<{ errors?: { pointer: string; message: string }[] }>();
  return errors.map(({ pointer }) => pointer);
};
const spansThat = async (day: string) => {
  const answer = await guest("GET", `/venue-api/api/venues/centrum/hours?from=${day}&days=1`);
  return (await answer.json<{ days: { channels: { DINE_IN: { spans: object[] } } }[] }>()).days[0]?.channels.DINE_IN.spans;
};
const soupAt = async (time: string) => {
  const path = `/menu-api/api/menu/MENU_a/validateProduct?channel=DINE_IN&instance=centrum&product=soup&time=${time}`;
  return (await guest("POST", path, { body: {} })).status;
};

beforeAll(() => openChain(T, menuWorker));

describe("the chain's public holidays", () => {
  it("[Z10] are written by the chain's managers, come back in order, and are noted with what was before", async () => {
    expect(await (await office("GET", CALENDAR)).json()).toEqual({ days: [] });
    const written = await put(["2026-12-26", CHRISTMAS]);
    expect([written.status, await written.json()]).toEqual([200, { days: [CHRISTMAS, "2026-12-26"] }]);
    expect(await (await office("GET", CALENDAR)).json()).toEqual({ days: [CHRISTMAS, "2026-12-26"] });
    expect((await put([CHRISTMAS, "2026-12-26"])).status).toBe(200);
    const { rows } = await audit(env.DB, T).list({ kind: "chain-property" }, { start: 0, end: 9, sort: "id", order: "ASC" });
    expect(rows.map(({ subject, before, after, login }) => ({ subject, before, after, login }))).toEqual([
      { subject: "publicHolidays", before: null, after: "2026-12-25, 2026-12-26", login: "ann" },
    ]);
    expect([(await guest("GET", CALENDAR)).status, (await put([], {}, caller(T, "ROLE_VIEWVENUES"))).status]).toEqual([403, 403]);
  });

  it("[Z11] a day that is none, or is named twice, and too many days are refused by their place", async () => {
    expect(await pointers(await put([CHRISTMAS, "25.12.2026", "2026-02-30"]))).toEqual(["/days/1", "/days/2"]);
    expect(await pointers(await put([CHRISTMAS, CHRISTMAS]))).toEqual(["/days/1"]);
    const many = Array.from({ length: 61 }, (_, n) => new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10));
    expect(await pointers(await put(many))).toEqual(["/days"]);
    expect(await pointers(await put("2026-12-25"))).toEqual(["/days"]);
    expect(await (await office("GET", CALENDAR)).json()).toEqual({ days: [CHRISTMAS, "2026-12-26"] });
  });

  it("[Z12] of two editors at once the slower one is refused", async () => {
    const seen = { "if-match": (await office("GET", CALENDAR)).headers.get("etag") ?? "" };
    expect((await put([CHRISTMAS], seen)).status).toBe(200);
    const refused = await put([], seen);
    expect([refused.status, (await refused.json<{ etag: string }>()).etag]).toEqual([
      412,
      (await office("GET", CALENDAR)).headers.get("etag"),
    ]);
  });

  it("[Z13] hours under PH follow them, of venues and of what is on the menu", async () => {
    const [usual, holiday] = [[{ from: "10:00", to: "22:00" }], [{ from: "12:00", to: "15:00" }]];
    const week = { FRI: usual, PH: holiday };
    const venue = { name: "Centrum", timeZone: "Europe/Warsaw", menu: "MENU_a", channelConstraints: { DINE_IN: { week } } };
    expect((await office("PUT", "/venue-api/api/venues/centrum", { body: venue })).status).toBe(200);
    const soup = { kind: "3e/product", price: "12.00", vat: "8", availability: { FRI: ["08:00", "11:00"], PH: ["13:00", "14:00"] } };
    await office("PUT", "/menu-api/api/items/soup", { body: soup });
    for (const [days, spans, sold] of [
      [[CHRISTMAS], holiday, [409, 200]],
      [["2026-12-26"], usual, [200, 409]],
    ] as const) {
      expect((await put(days)).status).toBe(200);
      await compile(T, "MENU_a", menuWorker);
      forgetCards(T);
      expect(await spansThat(CHRISTMAS)).toEqual(spans);
      expect([await soupAt(`${CHRISTMAS}T09:00:00Z`), await soupAt(`${CHRISTMAS}T12:30:00Z`)]).toEqual(sold);
    }
  });
});
