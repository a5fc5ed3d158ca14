import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { locks } from "../../../lib/db/locks";
import menuWorker from "../../../menu/index";
import { caller, openChain } from "./chain.fixture";

const T = "10c40000-0000-4000-8000-000000000001";
const PATH = "/menu-api/api/manage-locks";
const chief = caller(T, "ROLE_MENULOCKS");
const viewer = caller(T, "ROLE_VIEWMENU");
const portKeeper = caller(T, "ROLE_port_MENULOCKS");
const guest = caller(T);
type Listed = { id: string }[];
const ids = async (answer: Response) => (await answer.json<Listed>()).map(({ id }) => id);
const status = async (asked: Promise<Response>) => (await asked).status;

beforeAll(async () => {
  await openChain(T, menuWorker);
  for (const body of [
    { id: "all.soup", products: ["soup"] },
    { id: "centrum.soup", products: ["soup"], instances: ["centrum"] },
    { id: "port.soup", products: ["soup"], instances: ["port"], lockReason: null, plannedLockExpirationDate: null },
    { id: "port.over", products: ["soup"], instances: ["port"], plannedLockExpirationDate: "2020-01-01T00:00:00Z" },
  ]) {
    expect(await status(chief("POST", PATH, { body }))).toBe(201);
  }
});

describe("locks", () => {
  it("[U15] a lock is read as it was made, and never overwritten", async () => {
    const body = { id: "full", products: ["soup", "burger"], instances: ["port"], lockedInChannel: { UBER: true }, lockReason: "gone" };
    const made = await chief("POST", PATH, { body });
    expect([made.status, await made.json(), made.headers.get("location")]).toEqual([201, body, `${PATH}/full`]);
    expect(await (await chief("GET", `${PATH}/full`)).json()).toEqual(body);
    const again = await chief("POST", PATH, { body: { ...body, products: ["soup"] } });
    expect([again.status, await again.json()]).toEqual([409, expect.objectContaining({ what: "lock", id: "full" })]);
    expect(await (await chief("GET", `${PATH}/full`)).json()).toEqual(body);
    expect(await status(chief("DELETE", `${PATH}/full`))).toBe(204);
    expect(await status(chief("GET", `${PATH}/full`))).toBe(404);
    expect(await status(chief("DELETE", `${PATH}/full`))).toBe(404);
  });

  it("[U16] every wrong field is named, and so is a venue that the tenant has not", async () => {
    const wrong = await chief("POST", PATH, { body: { id: "x", products: [], lockedInChannel: { POST: true }, colour: "red" } });
    const { errors } = await wrong.json<{ errors: { pointer: string }[] }>();
    expect([wrong.status, errors.map(({ pointer }) => pointer).toSorted()]).toEqual([
      400,
      ["/colour", "/id", "/lockedInChannel/POST", "/products"],
    ]);
    const nowhere = await chief("POST", PATH, { body: { id: "moon", products: ["soup"], instances: ["port", "moon"] } });
    expect([nowhere.status, await nowhere.json()]).toEqual([
      400,
      expect.objectContaining({ errors: [{ pointer: "/instances/1", message: "there is no venue moon" }] }),
    ]);
  });

  it("[U17] a venue's keeper sees that venue's locks and everywhere's, and changes that venue's only", async () => {
    expect(await ids(await portKeeper("GET", PATH))).toEqual(["all.soup", "port.over", "port.soup"]);
    expect(await status(portKeeper("GET", `${PATH}/centrum.soup`))).toBe(404);
    expect(await status(portKeeper("DELETE", `${PATH}/all.soup`))).toBe(403);
    expect(await status(portKeeper("POST", PATH, { body: { id: "everywhere", products: ["soup"] } }))).toBe(403);
    expect(await status(portKeeper("POST", PATH, { body: { id: "both", products: ["soup"], instances: ["port", "centrum"] } }))).toBe(403);
    expect(await status(portKeeper("POST", PATH, { body: { id: "mine", products: ["soup"], instances: ["port"] } }))).toBe(201);
    expect(await status(portKeeper("DELETE", `${PATH}/mine`))).toBe(204);
  });

  it("[U18] who may only look changes nothing, and a guest does not get in", async () => {
    expect(await status(viewer("GET", `${PATH}/all.soup`))).toBe(200);
    expect(await status(viewer("DELETE", `${PATH}/all.soup`))).toBe(403);
    expect(await status(viewer("POST", PATH, { body: { id: "seen", products: ["soup"] } }))).toBe(403);
    expect(await status(guest("GET", PATH))).toBe(403);
    expect(await status(caller(T, "ROLE_KDS", "ROLE_port_KDS")("GET", PATH))).toBe(403);
    expect(await ids(await caller("nobody", "ROLE_SU")("GET", PATH))).toEqual([]);
  });

  it("[U19] lists come in pages and say how many there are", async () => {
    const answer = await chief("GET", `${PATH}?_start=1&_end=3&_order=DESC`);
    expect(answer.headers.get("x-total-count")).toBe("4");
    expect(await ids(answer)).toEqual(["port.over", "centrum.soup"]);
    expect(await status(chief("GET", `${PATH}?_start=many`))).toBe(400);
  });

  it("[U20] anybody may ask what is locked at a venue: its own locks and everywhere's, until their planned end", async () => {
    expect(await ids(await guest("GET", "/menu-api/api/locks/port"))).toEqual(["all.soup", "port.soup"]);
    expect(await status(guest("GET", "/menu-api/api/locks/moon"))).toBe(404);
  });

  it("[W81] a chain has 5,000 locks in force, of 4,000,000 characters in all: one more is refused and names the limit; what is over takes no place", async () => {
    const full = "10c40000-0000-4000-8000-000000000002";
    await openChain(full, menuWorker);
    const keeper = caller(full, "ROLE_MENULOCKS");
    const fill = (most: number, name: string, more: object) =>
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         INSERT INTO menu_locks SELECT ?1, ?3 || i, json_set(?4, '$.id', ?3 || i), '2026-01-01T00:00:00.000Z' FROM n`,
      )
        .bind(full, most, name, JSON.stringify({ products: ["soup"], instances: ["port"], ...more }))
        .run();
    const lock = (id: string) => keeper("POST", PATH, { body: { id, products: ["soup"], instances: ["port"] } });
    await fill(300, "over", { plannedLockExpirationDate: "2020-01-01T02:00:00+02:00" });
    await fill(4_998, "held", { plannedLockExpirationDate: "2999-01-01T00:00:00Z" });
    const answers = await Promise.all(["one", "two", "three", "four"].map(lock));
    expect(answers.map((answer) => answer.status).toSorted((one, other) => one - other)).toEqual([201, 201, 422, 422]);
    const refused = await lock("five");
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { limit: 5_000, what: expect.stringContaining("4000000 characters") },
    ]);
    expect(await status(lock("held1"))).toBe(409);
    expect(await status(keeper("DELETE", `${PATH}/held1`))).toBe(204);
    expect(await status(lock("five"))).toBe(201);

    await env.DB.prepare("DELETE FROM menu_locks WHERE tenant = ?1").bind(full).run();
    await fill(4, "long", { lockReason: "x".repeat(999_800) });
    expect(await status(lock("six"))).toBe(201);
    const long = { id: "seven", products: Array.from({ length: 100 }, (_, n) => `product.${n}`) };
    expect(await status(keeper("POST", PATH, { body: long }))).toBe(422);
  }, 60_000);

  it("[W82] what has been over for thirty days no venue is told of", async () => {
    const at = (now: string) => locks(env.DB, T).asOf("port", now);
    expect((await at("2020-01-30T00:00:00.000Z")).locks.map(({ id }) => id)).toContain("port.over");
    expect((await at("2020-02-01T00:00:00.000Z")).locks.map(({ id }) => id)).toEqual(["all.soup", "port.soup"]);
    expect((await locks(env.DB, T).everywhere("2020-02-01T00:00:00.000Z")).locks.map(({ id }) => id)).not.toContain("port.over");
  });
});
