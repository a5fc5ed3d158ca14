import { describe, expect, it } from "vitest";
import { isOnSale, localTime } from "../../domain/menu/availability";
import { MenuIndex, readBook } from "../../domain/menu/menu-storage";
import type { Finding } from "../../domain/menu/finding";
import { menusAt, type Publication } from "../../domain/menu/publication";
import { MenuJob } from "../../protocol/queue";
import { consume } from "../lib/consume";
import type { MenuSource } from "../lib/db/menus";
import type { PublicationRow, MenuVersion } from "../lib/db/menu-versions";
import type { VenueRow } from "../lib/db/venues";
import { frozen } from "../lib/menu-source";
import { MenuReport } from "../lib/menu-report";
import { bringUpToDate, type Deps, type Targets } from "./compile-menu";

const NOW = "2026-11-22T12:00:00.000Z";
const job = MenuJob.parse({ tenant: "t1", region: "global", menu: "MENU_default" });
const product = (id: string, more: object = {}) => ({
  id,
  kind: "3e/product",
  price: "12.00",
  details: { literals: { name: id } },
  ...more,
});
const soup = product("soup");
const category = (...items: unknown[]) => ({ id: "cat", kind: "3e/group/category", details: { literals: { name: "All" } }, items });
const menuOf = (...items: unknown[]) => ({ id: "MENU_default", items: [category(...items)] });
const venue = (id: string, document: Record<string, unknown> = {}, timeZone = "Europe/Warsaw"): VenueRow => ({
  tenant: "t1",
  id,
  name: id,
  menu: "MENU_default",
  timeZone,
  lat: null,
  lng: null,
  document,
  revision: 1,
});
const delivering = venue("v1", { channelConstraints: { DELIVERY: { active: true } } });

type World = {
  menu: Record<string, unknown>;
  venues: VenueRow[];
  priceLists?: MenuSource["priceLists"];
  holidays?: string[];
  chain?: string[];
};

const compareText = (a = "", b = "") => (a < b ? -1 : 1);

/** A house in memory, which writes down what happens to it. */
function house(world: World, over: Partial<Deps> = {}) {
  const kept = new Map<string, string>();
  const sources = new Map<string, MenuSource>();
  const versions: MenuVersion[] = [];
  const targets = new Map<number, Targets>();
  const publications: PublicationRow[] = [];
  const told = new Map<string, Map<number, Publication>>();
  const happened: string[] = [];
  const said: (readonly Finding[])[] = [];
  const publish = (version: number, at: string, only: string[] | null = null) =>
    void publications.unshift({
      number: publications.length + 1,
      tenant: "t1",
      menu: "MENU_default",
      version,
      at,
      venues: only,
      cancelled: false,
      created: NOW,
      createdBy: "u1",
    });
  const deps: Deps = {
    authored: async () => ({
      menu: world.menu,
      items: new Map(),
      priceLists: world.priceLists ?? [],
      currency: { code: "PLN", decimals: 2 },
      holidays: world.holidays ?? [],
      ...(world.chain && { venues: world.chain }),
    }),
    freeze: async (authored) => {
      const hash = JSON.stringify(authored.menu);
      sources.set(hash, authored);
      return hash;
    },
    source: async (hash) => {
      const source = sources.get(hash);
      if (!source) throw new Error("no such source");
      return source;
    },
    latest: async () => versions.at(-1),
    find: async (version) => versions.find((one) => one.version === version),
    add: async (version, source, intent, at) => {
      if (versions.some((one) => one.version === version)) return undefined;
      const row: MenuVersion = {
        tenant: "t1",
        menu: "MENU_default",
        version,
        state: "compiling",
        source,
        note: "",
        publish: intent,
        problems: [],
        created: at,
        createdBy: "platform",
      };
      versions.push(row);
      return row;
    },
    targets: async (version) => targets.get(version) ?? new Map(),
    compiled: async (version, made) => {
      happened.push("compiled");
      targets.set(version, new Map([...(targets.get(version) ?? []), ...made]));
      const row = versions.find((one) => one.version === version);
      if (!row) return;
      row.state = "ready";
      if (row.publish) publish(version, String(row.publish.at));
      row.publish = null;
    },
    failed: async (version) => {
      const row = versions.find((one) => one.version === version);
      if (row) row.state = "failed";
    },
    publications: async () => publications,
    venues: async () => world.venues,
    store: async ({ key, text }) => {
      kept.set(key, text);
      happened.push(key.split(":")[0] ?? "");
    },
    tell: async (id, rows) => {
      happened.push("told");
      const known = told.get(id) ?? new Map<number, Publication>();
      for (const row of rows) known.set(row.number, row);
      told.set(id, known);
    },
    complain: async (problems) => void said.push(problems),
    now: () => NOW,
    ...over,
  };
  const sold = (id: string, at = NOW) => menusAt([...(told.get(id)?.values() ?? [])], Date.parse(at)).MENU_default ?? {};
  const indexOf = (hash = "") => MenuIndex.parse(JSON.parse(kept.get(`menu:${hash}`) ?? "null"));
  const bookOf = (id: string, variant = -1) =>
    readBook(kept.get(`book:${indexOf(Object.values(sold(id))[0]?.hash).variants.at(variant)?.book}`) ?? "null");
  return {
    deps,
    kept,
    versions,
    publications,
    publish,
    happened,
    said,
    sold,
    bookOf,
    indexOf,
    compile: (more = {}) => bringUpToDate({ ...job, ...more }, deps),
  };
}
const listing = (venues: string[], ...names: string[]): MenuSource => ({
  menu: menuOf(product("beer", { pricelists: names.map((name) => ({ name, price: "9.00" })) })),
  items: new Map(),
  priceLists: [],
  currency: { code: "PLN", decimals: 2 },
  holidays: [],
  venues,
});

describe("the menu worker", () => {
  it("[C10] puts a menu in force only after all of its documents are stored", async () => {
    const { compile, bookOf, happened, said, sold } = house({ menu: menuOf(soup), venues: [delivering] });
    await compile();
    expect(happened).toEqual(["page", "book", "menu", "report", "compiled", "told"]);
    expect(sold("v1")).toEqual({ DELIVERY: { hash: expect.stringMatching(/^[0-9a-f]{32}$/), version: 1, number: 1 } });
    expect(bookOf("v1")).toMatchObject({ v: 2, menu: "MENU_default", products: { soup: { price: "12.00" } } });
    expect(said).toEqual([[]]);
  });

  it("[C11] every venue gets each channel that it sells through, and those that sell the same share their documents", async () => {
    const venues = [venue("v1"), venue("v2", { channelConstraints: { UBER: {}, DELIVERY: { active: false } } })];
    const { compile, sold, kept } = house({ menu: menuOf(soup), venues });
    await compile();
    expect([Object.keys(sold("v1")), Object.keys(sold("v2"))]).toEqual([["DINE_IN", "TAKE_AWAY", "DELIVERY"], ["UBER"]]);
    expect([...kept.keys()].map((key) => key.split(":")[0]).toSorted(compareText)).toEqual(["book", "menu", "page", "report"]);
  });

  it("[C12] the same menu compiled again is no other version and is stored no second time", async () => {
    const { compile, happened, versions, publications } = house({ menu: menuOf(soup), venues: [delivering] });
    await compile();
    await compile();
    expect(happened).toEqual(["page", "book", "menu", "report", "compiled", "told", "told"]);
    expect([versions.length, publications.length]).toEqual([1, 1]);
  });

  it("[C13] a change of the page alone is another version", async () => {
    const world: World = { menu: menuOf(soup), venues: [delivering] };
    const { compile, sold } = house(world);
    await compile();
    const before = sold("v1").DELIVERY;
    world.menu = { id: "MENU_default", items: [{ ...category(soup), img: "1.jpg" }] };
    await compile();
    expect(sold("v1").DELIVERY).toMatchObject({ version: 2, number: 2 });
    expect(sold("v1").DELIVERY?.hash).not.toBe(before?.hash);
  });

  it("[C14] a menu in which nothing is left to sell leaves the last good one in force, and says so", async () => {
    const world: World = { menu: menuOf(soup), venues: [delivering] };
    const { compile, sold, said, versions } = house(world);
    await compile();
    world.menu = menuOf({ kind: "3e/ref", id: "gone" });
    await compile();
    expect([versions.at(-1)?.state, sold("v1").DELIVERY?.version]).toEqual(["failed", 1]);
    expect(said.at(-1)).toContainEqual({
      path: ["MENU_default"],
      at: { part: "menus", id: "MENU_default", pointer: "" },
      code: "nothing-to-sell",
      message: "Nothing is left to sell; the menu that was in force stays.",
    });
  });

  it("[C15] what is wrong with a part of the menu is said, and the rest is sold", async () => {
    const { compile, sold, said } = house({ menu: menuOf(soup, { kind: "3e/ref", id: "gone" }), venues: [delivering] });
    await compile();
    expect(Object.keys(sold("v1"))).toEqual(["DELIVERY"]);
    expect(said).toEqual([
      [
        {
          path: ["MENU_default", "cat", "gone"],
          at: { part: "menus", id: "MENU_default", pointer: "/items/0/items/1" },
          code: "reference-missing",
          message: 'There is no item "gone".',
        },
      ],
    ]);
  });

  it("[C16] a document that cannot be stored puts nothing in force, and the job fails to be tried again", async () => {
    const down: Partial<Deps> = {
      store: ({ key }) => (key.startsWith("page") ? Promise.reject(new Error("KV is away")) : Promise.resolve()),
    };
    const { compile, sold } = house({ menu: menuOf(soup), venues: [delivering] }, down);
    await expect(compile()).rejects.toThrow("KV is away");
    expect(sold("v1")).toEqual({});
  });

  it("[C16] a venue that cannot be told does not keep the others waiting, and is told when the job is tried again", async () => {
    const world: World = { menu: menuOf(soup), venues: [venue("v1"), venue("v2")] };
    const { compile, deps, sold } = house(world);
    const { tell } = deps;
    deps.tell = (id, rows, edit) => (id === "v1" ? Promise.reject(new Error("away")) : tell(id, rows, edit));
    await expect(compile()).rejects.toThrow("away");
    expect([Object.keys(sold("v1")).length, Object.keys(sold("v2")).length]).toEqual([0, 3]);
    deps.tell = tell;
    await compile();
    expect(sold("v1")).toEqual(sold("v2"));
  });

  it("[C17] a menu that is not there changes nothing", async () => {
    const { compile, happened, said } = house({ menu: {}, venues: [delivering] }, { authored: async () => undefined });
    await compile();
    expect([happened, said]).toEqual([[], []]);
  });

  it("[C18] junk in the queue is put aside and its neighbours are compiled; a message that comes twice is harmless", async () => {
    const answers: string[] = [];
    const { deps, sold } = house({ menu: menuOf(soup), venues: [delivering] });
    const message = (id: string, body: unknown) => ({
      id,
      body,
      attempts: 1,
      timestamp: new Date(0),
      ack: () => void answers.push(`${id} done`),
      retry: () => void answers.push(`${id} put aside`),
    });
    const batch = {
      queue: "menu",
      metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
      messages: [message("junk", { menu: 7 }), message("one", job)],
      retryAll: () => {},
      ackAll: () => {},
    };
    await consume(batch, MenuJob, (body) => bringUpToDate(body, deps));
    await consume({ ...batch, messages: [message("two", job)] }, MenuJob, (body) => bringUpToDate(body, deps));
    expect(answers.toSorted()).toEqual(["junk put aside", "one done", "two done"]);
    expect(sold("v1").DELIVERY?.version).toBe(1);
  });

  it("[T2] a menu that waits for somebody to publish it makes no version by itself", async () => {
    const { compile, versions } = house({ menu: { ...menuOf(soup), publishing: "manual" }, venues: [delivering] });
    await compile();
    expect(versions).toEqual([]);
  });

  it("[T3] a version is sold from its time on by each venue's own clock, and only where it is published", async () => {
    const venues = [venue("east", {}, "Asia/Tokyo"), venue("west", {}, "America/New_York"), venue("else")];
    const world: World = { menu: menuOf(soup), venues };
    const { compile, deps, publish, sold } = house(world);
    await compile();
    world.menu = menuOf(soup, product("cake"));
    await deps.add(
      2,
      await deps.freeze({ menu: world.menu, items: new Map(), priceLists: [], currency: { code: "PLN", decimals: 2 }, holidays: [] }),
      { at: "-", venues: null },
      NOW,
    );
    const row = await deps.find(2);
    if (row) row.publish = null;
    await compile({ version: 2 });
    expect(sold("east").DINE_IN?.version).toBe(1);
    publish(2, "2026-12-01T06:00", ["east", "west"]);
    await compile();
    const at = (id: string, time: string) => sold(id, time).DINE_IN?.version;
    expect([at("east", "2026-11-30T20:59:59Z"), at("east", "2026-11-30T21:00:00Z")]).toEqual([1, 2]);
    expect([at("west", "2026-12-01T10:59:59Z"), at("west", "2026-12-01T11:00:00Z")]).toEqual([1, 2]);
    expect(at("else", "2027-01-01T00:00:00Z")).toBe(1);
  });

  it("[T4] a venue that comes later is compiled for and told what the others sell", async () => {
    const world: World = { menu: menuOf(soup), venues: [venue("v1")] };
    const { compile, sold } = house(world);
    await compile();
    world.venues = [venue("v1"), venue("v2")];
    await compile();
    expect(sold("v2")).toEqual(sold("v1"));
  });

  it("[M40] a price list with hours is a menu of its own at those hours", async () => {
    const happy = { id: "happy", availability: { FRI: ["17:00", "18:59"] }, channels: ["DELIVERY" as const] };
    const priced = product("beer", { pricelists: [{ name: "happy", price: "8.00" }] });
    const { compile, sold, indexOf, bookOf } = house({ menu: menuOf(priced), venues: [delivering], priceLists: [happy] });
    await compile();
    expect(indexOf(sold("v1").DELIVERY?.hash).variants.map(({ times }) => times)).toEqual([{ FRI: [[1020, 1139]] }, undefined]);
    expect(bookOf("v1", 0)).toMatchObject({ products: { beer: { price: "8.00" } } });
    expect(bookOf("v1")).toMatchObject({ products: { beer: { price: "12.00" } } });
  });

  it("[XC8] a price list of FRI 22:00 to 02:00 holds on Friday at 22:00 and on Saturday at 01:30, and not at 03:00", async () => {
    const night = { id: "night", availability: { FRI: ["22:00", "02:00"] } };
    const priced = product("beer", { pricelists: [{ name: "night", price: "15.00" }] });
    const { compile, sold, indexOf } = house({ menu: menuOf(priced), venues: [delivering], priceLists: [night] });
    await compile();
    const [held] = indexOf(sold("v1").DELIVERY?.hash).variants;
    const holds = (at: string) => isOnSale(held?.times, localTime(`2026-11-${at}:00+01:00`, "Europe/Warsaw"));
    expect(["27T21:59", "27T22:00", "28T01:30", "28T02:00", "28T02:01", "28T03:00", "28T22:30"].map(holds)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("[M135] a price list for public holidays holds on those of the chain's calendar, and on no other day", async () => {
    const feast = { id: "feast", availability: { PH: ["10:00", "01:00"] } };
    const priced = product("beer", { pricelists: [{ name: "feast", price: "15.00" }] });
    const holidays = ["2026-12-25"];
    const { compile, sold, indexOf } = house({ menu: menuOf(priced), venues: [delivering], priceLists: [feast], holidays });
    await compile();
    const [held] = indexOf(sold("v1").DELIVERY?.hash).variants;
    const holds = (at: string) => isOnSale(held?.times, localTime(`2026-12-${at}:00+01:00`, "Europe/Warsaw"));
    expect(["18T12:00", "25T09:59", "25T10:00", "26T00:30", "26T01:01", "26T12:00"].map(holds)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it("[M125] a price list that was stored with times that cannot be read does not hold then, and is reported", async () => {
    const stored = { id: "night", availability: { FRI: ["22:00"], SAT: ["99:99", "02:00"], MON: ["10:00", "12:00"] } };
    const priced = product("beer", { pricelists: [{ name: "night", price: "15.00" }] });
    const { compile, sold, indexOf, said } = house({ menu: menuOf(priced), venues: [delivering], priceLists: [stored] });
    await compile();
    expect(indexOf(sold("v1").DELIVERY?.hash).variants.map(({ times }) => times)).toEqual([{ MON: [[600, 720]] }, undefined]);
    expect(said.flat().map(({ path, message }) => [path, message.split(":")[0]])).toEqual([
      [["night"], "availability.FRI"],
      [["night"], "availability.SAT"],
    ]);
  });

  it("[M186] the report knows the chain's venues, and says of price lists what an import does", async () => {
    const priced = product("beer", { vat: "23", pricelists: ["happy", "PL_v1", "PL_krakow"].map((name) => ({ name, price: "9.00" })) });
    const priceLists = [{ id: "happy", venues: ["v1", "gone"] }, { id: "elsewhere" }];
    const { compile, kept } = house({ menu: menuOf(priced), venues: [delivering], priceLists, chain: ["v1", "v2"] });
    await compile();
    const [report = null] = [...kept].flatMap(([key, text]) => (key.startsWith("report:") ? [text] : []));
    expect(MenuReport.parse(report).warnings.map(({ code, at }) => `${code} ${at?.id}${at?.pointer}`)).toEqual([
      "price-list-unknown MENU_default/items/0/items/0/pricelists/2/name",
      "venue-unknown happy/venues/1",
    ]);
  });

  it("[M186] of the chain's venues those are frozen that a price list names, so that a new one makes no version of every menu", () => {
    const kept = (...of: Parameters<typeof listing>): unknown => Reflect.get(Object(JSON.parse(frozen(listing(...of)).text)), "venues");
    expect(kept(["v1", "v2", "v3"], "PL_v1", "PL_v2_DELIVERY", "PL_krakow")).toEqual(["v1", "v2"]);
    expect(kept(["v1"], "PL_krakow")).toEqual([]);
    expect(kept(["v1"], "happy")).toBeUndefined();
    expect(frozen(listing(["v1"], "PL_v1")).hash).toBe(frozen(listing(["v1", "v2"], "PL_v1")).hash);
  });
});
