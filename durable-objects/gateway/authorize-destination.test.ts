import { evictAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { allowed, ROLES } from "../../domain/access/capabilities";
import { feedOf, type Topic } from "../../protocol/feed";
import { connect, listen } from "./stomp-client.fixture";
import { audible, decidingAuthorities } from "./authorize-destination";

const who = { tenant: "pizza", user: "u", roles: [] as string[], region: "global" as const, session: "s", exp: 0 };
const kiosk = { ...who, module: { id: "kiosk-1", venue: "v1" } };
const heardBy = (someone: typeof who, ...destinations: string[]) => destinations.filter((one) => audible(one, someone) !== undefined);
const tell = async (destination: string, topic: Topic, body: string) => {
  const { feed = "" } = feedOf(destination) ?? {};
  await env.FEED.getByName(feed).tell([{ topic, body }]);
};

describe("a venue's orders", () => {
  it("[RO3] are heard by the roles that see them, and by no other", () => {
    const hearing = ROLES.filter((role) => heardBy({ ...who, roles: [`ROLE_v1_${role}`] }, "/kds/pizza/v1").length > 0);
    expect(hearing).toEqual([...allowed("orders.watch").venue]);
    expect(heardBy({ ...who, roles: ["ROLE_COURIER"] }, "/kds/pizza/v1", "/kds/burger/v1", "/steering/pizza/v1")).toEqual([
      "/kds/pizza/v1",
    ]);
  });

  it("[RO3] are heard by a courier of the venue, who is not heard out about another", async () => {
    const courier = await connect("q-courier", { roles: ["ROLE_v1_COURIER"] });
    courier.send("SUBSCRIBE", { id: "1", destination: "/kds/pizza/v1", receipt: "r1" });
    await courier.hears("receipt-id:r1");
    courier.send("SUBSCRIBE", { id: "2", destination: "/kds/pizza/v2", receipt: "r2" });
    await courier.hears("message:/kds/pizza/v2 is not yours to hear, or is not there");
    await courier.closes(4403);
  });

  it("[G5] of a venue's roles a connection keeps those that decide, each once", () => {
    const roles = ["v1_PAY", "v1_KDS", "v1_MANAGER", "v2_COURIER", "v2_QUEUE", "v3_STOCK", "MENU", "SU"].map((role) => `ROLE_${role}`);
    expect(decidingAuthorities({ roles }).toSorted()).toEqual(["ROLE_SU", "ROLE_v1_KDS", "ROLE_v1_PAY", "ROLE_v2_COURIER"]);
  });
});

describe("destinations of modules and venues", () => {
  it("[MO2] steering is for the staff and the modules of the venue, a module's changes for itself, a venue for everybody of the chain", () => {
    const all = ["/steering/pizza/v1", "/steering/pizza/v2", "/modules/pizza/kiosk-1", "/modules/pizza/kds-1", "/venues/pizza/v1"];
    expect(heardBy(kiosk, ...all)).toEqual(["/steering/pizza/v1", "/modules/pizza/kiosk-1", "/venues/pizza/v1"]);
    expect(heardBy({ ...who, roles: ["ROLE_v2_KDS"] }, ...all)).toEqual(["/steering/pizza/v2", "/venues/pizza/v1"]);
    expect(heardBy({ ...who, roles: ["ROLE_MANAGER"] }, ...all)).toEqual(["/steering/pizza/v1", "/steering/pizza/v2", "/venues/pizza/v1"]);
    expect(heardBy({ ...who, roles: ["ROLE_ANONYMOUS"] }, ...all)).toEqual(["/venues/pizza/v1"]);
    expect(heardBy({ ...who, module: { id: "bi-1" } } as typeof who, ...all)).toEqual(["/venues/pizza/v1"]);
    const elsewhere = all.map((one) => one.replace("pizza", "burger"));
    expect(heardBy({ ...kiosk, roles: ["ROLE_SU"] }, ...elsewhere)).toEqual([]);
  });

  it("[MO2] each has a feed of its own, so that no two of them, and no order, speak to the same listeners", () => {
    const topics = ["order-changes", "kds", "menu-changes", "steering", "venues", "modules"];
    expect(new Set(topics.map((topic) => feedOf(`/${topic}/pizza/same`)?.feed)).size).toBe(topics.length);
  });

  it.each(["/steering/pizza/v2", "/modules/pizza/kds-1", "/steering/burger/v1", "/modules/burger/kiosk-1", "/venues/burger/v1"])(
    "[MO2] %s is refused to a kiosk in the words for what is not there",
    async (destination) => {
      const { send, hears, closes } = await connect("q-access", { module: kiosk.module });
      send("SUBSCRIBE", { id: "1", destination, receipt: "r" });
      await hears(`message:${destination} is not yours to hear, or is not there`);
      await closes(4403);
    },
  );

  it("[MO3] a module hears what is told, also after every object has slept", async () => {
    const own = await listen("q-module", "/modules/pizza/kiosk-1", { module: kiosk.module });
    own.send("SUBSCRIBE", { id: "sub-1", destination: "/steering/pizza/v1", receipt: "r1" });
    await own.hears("receipt-id:r1");
    await evictAllDurableObjects();
    await tell("/modules/pizza/kiosk-1", "modules", '{"n":1}');
    await tell("/steering/pizza/v1", "steering", '{"n":2}');
    await own.hears('{"n":1}');
    await own.hears('{"n":2}');
    expect(own.messages()).toHaveLength(2);
  });
});
