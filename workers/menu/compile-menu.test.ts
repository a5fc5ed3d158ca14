import { describe, expect, it } from "vitest";
import { CompiledMenu } from "../../domain/menu/compiled";
import { MenuJob } from "../../protocol/queue";
import { consume } from "../lib/consume";
import type { Pointer } from "../lib/db/menus";
import type { VenueRow } from "../lib/db/venues";
import { type Complaint, compileForVenues, type Deps } from "./compile-menu";

const job = MenuJob.parse({ tenant: "t1", region: "global", menu: "MENU_default" });
const soup = { id: "soup", kind: "3e/product", price: "12.00", details: { literals: { name: "Soup" } } };
const category = (...items: unknown[]) => ({ id: "cat", kind: "3e/group/category", details: { literals: { name: "All" } }, items });
const menuOf = (...items: unknown[]) => ({ id: "MENU_default", items: [category(...items)] });
const venue = (id: string, document: Record<string, unknown> = {}): VenueRow => ({
  tenant: "t1",
  id,
  name: id,
  menu: "MENU_default",
  timeZone: "Europe/Warsaw",
  lat: null,
  lng: null,
  document,
  revision: 1,
});

/** A house in memory, which writes down what happens to it. */
function house(over: Partial<Deps> & { menu?: Record<string, unknown>; items?: Record<string, Record<string, unknown>> } = {}) {
  const { menu = menuOf(soup), items = {}, ...deps } = over;
  const kept = new Map<string, string>();
  const inForce = new Map<string, Pointer>();
  const happened: string[] = [];
  const said: Complaint[][] = [];
  const all: Deps = {
    authored: async () => ({ menu, items: new Map(Object.entries(items)), currency: { code: "PLN", decimals: 2 } }),
    venues: async () => [venue("v1", { channelConstraints: { DELIVERY: { active: true } } })],
    pointers: async () => [...inForce.values()],
    store: async (key, text) => {
      kept.set(key, text);
      happened.push(key.slice(0, 4));
    },
    point: async (pointers) => {
      for (const pointer of pointers) inForce.set(`${pointer.venue}/${pointer.channel}`, pointer);
      happened.push("point");
    },
    complain: async (complaints) => void said.push(complaints),
    now: () => "2026-11-22T12:00:00.000Z",
    ...deps,
  };
  return { all, kept, inForce, happened, said, compile: () => compileForVenues(job, all) };
}

describe("the menu worker", () => {
  it("[C10] puts a menu in force only after both of its documents are stored under one hash", async () => {
    const { compile, kept, inForce, happened, said } = house();
    await compile();
    const hash = inForce.get("v1/DELIVERY")?.hash ?? "";
    expect(happened).toEqual(["book", "page", "point"]);
    expect(inForce.get("v1/DELIVERY")).toEqual({
      venue: "v1",
      channel: "DELIVERY",
      menu: "MENU_default",
      hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      compiledAt: "2026-11-22T12:00:00.000Z",
    });
    expect(CompiledMenu.parse(JSON.parse(kept.get(`book:${hash}`) ?? ""))).toMatchObject({
      venue: "v1",
      channel: "DELIVERY",
      products: { soup: { price: "12.00" } },
    });
    expect(JSON.parse(kept.get(`page:${hash}`) ?? "")).toMatchObject({ id: "MENU_default", items: [{ items: [{ id: "soup" }] }] });
    expect(said).toEqual([[]]);
  });

  it("[C11] every venue gets each channel that it sells through", async () => {
    const { compile, inForce } = house({
      venues: async () => [venue("v1"), venue("v2", { channelConstraints: { UBER: {}, DELIVERY: { active: false } } })],
    });
    await compile();
    expect([...inForce.keys()]).toEqual(["v1/DINE_IN", "v1/TAKE_AWAY", "v1/DELIVERY", "v2/UBER"]);
    expect(new Set([...inForce.values()].map(({ hash }) => hash)).size).toBe(4);
  });

  it("[C12] the same menu compiled again is stored no second time", async () => {
    const { compile, happened, inForce } = house();
    await compile();
    const before = inForce.get("v1/DELIVERY");
    await compile();
    expect(happened).toEqual(["book", "page", "point", "point"]);
    expect(inForce.get("v1/DELIVERY")).toEqual(before);
  });

  it("[C13] a change of the page alone is another hash", async () => {
    const hashes = await Promise.all(
      [undefined, "1.jpg"].map(async (url) => {
        const { compile, inForce } = house({ menu: { id: "MENU_default", items: [{ ...category(soup), ...(url && { img: url }) }] } });
        await compile();
        return inForce.get("v1/DELIVERY")?.hash;
      }),
    );
    expect(new Set(hashes).size).toBe(2);
  });

  it("[C14] a menu in which nothing is left to sell leaves the last good one in force, and says so once for all venues", async () => {
    const { compile, happened, said } = house({
      menu: menuOf({ kind: "3e/ref", id: "gone" }),
      venues: async () => [venue("v1"), venue("v2")],
    });
    await compile();
    expect(happened).toEqual(["point", "point"]);
    expect(said[0]).toContainEqual({
      path: ["MENU_default"],
      message: "Nothing is left to sell; the menu that was in force stays.",
      where: ["v1/DINE_IN", "v1/TAKE_AWAY", "v1/DELIVERY", "v2/DINE_IN", "v2/TAKE_AWAY", "v2/DELIVERY"],
    });
  });

  it("[C15] what is wrong with a part of the menu is said, and the rest is sold", async () => {
    const { compile, inForce, said } = house({ menu: menuOf(soup, { kind: "3e/ref", id: "gone" }) });
    await compile();
    expect(inForce.size).toBe(1);
    expect(said).toEqual([[expect.objectContaining({ where: ["v1/DELIVERY"] })]]);
  });

  it("[C16] a document that cannot be stored puts nothing in force, and the job fails to be tried again", async () => {
    const down = house({ store: (key) => (key.startsWith("page") ? Promise.reject(new Error("KV is away")) : Promise.resolve()) });
    await expect(down.compile()).rejects.toThrow("KV is away");
    expect(down.inForce.size).toBe(0);
  });

  it("[C17] a menu that is not there changes nothing", async () => {
    const { compile, happened, said } = house({ authored: async () => undefined });
    await compile();
    expect([happened, said]).toEqual([[], []]);
  });

  it("[C18] junk in the queue is put aside and its neighbours are compiled; a message that comes twice is harmless", async () => {
    const answers: string[] = [];
    const { all, inForce } = house();
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
      messages: [message("junk", { menu: 7 }), message("one", job), message("two", job)],
      retryAll: () => {},
      ackAll: () => {},
    };
    await consume(batch, MenuJob, (body) => compileForVenues(body, all));
    expect(answers.toSorted()).toEqual(["junk put aside", "one done", "two done"]);
    expect(inForce.size).toBe(1);
  });
});
