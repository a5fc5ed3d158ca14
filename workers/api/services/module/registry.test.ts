import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { audit } from "../../../lib/db/audit";
import { users } from "../../../lib/db/schema";
import { caller, openChain } from "#api/services/menu/chain.fixture";
import { MODULES, pointers, type Problem } from "./module.fixture";

const T = "7e4e0000-0000-4000-8000-0000000000f1";
const ANN = "0193452e-7a10-7b1c-8f00-0000000000b1";
const BOB = "0193452e-7a10-7b1c-8f00-0000000000b2";
const keeper = caller(T, "ROLE_MODULES");
const reader = caller(T, "ROLE_READMODULES");
const atPort = caller(T, "ROLE_port_MODULES");
const kiosk = { type: "KIOSK", venue: "centrum" };

const put = (id: string, body: unknown, headers: Record<string, string> = {}, by = keeper) =>
  by("PUT", `${MODULES}/${id}`, { body, headers });
const post = (body: unknown, by = keeper) => by("POST", MODULES, { body });
const read = async (id: string, by = keeper) => (await by("GET", `${MODULES}/${id}`)).json<Record<string, unknown>>();
const statusOf = async (answer: Promise<Response>) => (await answer).status;
const listed = async (query: string, by = keeper) => {
  const answer = await by("GET", `${MODULES}?${query}`);
  return { ids: (await answer.json<{ id: string }[]>()).map(({ id }) => id), total: answer.headers.get("x-total-count") };
};

beforeAll(async () => {
  await openChain(T, menuWorker);
  const person = { tenant: T, password: "-", roles: [], active: true, created: "2026-11-01T00:00:00Z" };
  await drizzle(env.DB)
    .insert(users)
    .values([
      { ...person, id: ANN, login: "ann" },
      { ...person, id: BOB, login: "bob" },
    ]);
});

describe("keeping modules", () => {
  it("[MO4] a module is written, read and written over with its ETag; of two editors at once the slower one is refused", async () => {
    const written = await put("kiosk-1", { ...kiosk, config: { theme: "dark", depth: { a: [1] } }, extra: { shelf: "7" } });
    expect([written.status, written.headers.get("etag"), written.headers.get("location")]).toEqual([201, '"1"', `${MODULES}/kiosk-1`]);
    const whole = await read("kiosk-1");
    expect(whole).toEqual({
      id: "kiosk-1",
      ...kiosk,
      production: false,
      config: { theme: "dark", depth: { a: [1] } },
      extra: { shelf: "7" },
      created: expect.stringMatching(/Z$/),
      createdBy: "ann",
      updated: whole.created,
      updatedBy: "ann",
    });
    expect(await statusOf(put("kiosk-1", whole))).toBe(200); // what was read can be written; it says nothing new
    const seen = { "if-match": '"1"' };
    const edits = await Promise.all([
      put("kiosk-1", { ...kiosk, config: { n: 1 } }, seen),
      put("kiosk-1", { ...kiosk, config: { n: 2 } }, seen),
    ]);
    expect(edits.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const refused = await edits.find(({ status }) => status === 412)?.json<Problem>();
    expect(refused).toMatchObject({ id: "kiosk-1", etag: '"2"' });
    expect(await statusOf(put("kiosk-1", kiosk, { "if-none-match": "*" }))).toBe(412);
    expect(await statusOf(keeper("DELETE", `${MODULES}/kiosk-1`, { headers: seen }))).toBe(412);
    expect(await statusOf(post({ ...kiosk, id: "kiosk-1", production: true }))).toBe(200);
    expect(await read("kiosk-1")).toMatchObject({ production: true, config: {}, extra: {}, created: whole.created });
  });

  it("[MO4] a module that was given up and made again is taken for no earlier one", async () => {
    await put("phoenix", kiosk);
    await put("phoenix", { ...kiosk, production: true });
    expect(await statusOf(keeper("DELETE", `${MODULES}/phoenix`))).toBe(204);
    expect(await statusOf(keeper("DELETE", `${MODULES}/phoenix`))).toBe(404);
    expect((await put("phoenix", kiosk)).headers.get("etag")).toBe('"4"');
  });

  it("[MO5] modules are kept by ROLE_MODULES and seen by ROLE_READMODULES, chain-wide or at a venue; only the chain gives one up or says who it is", async () => {
    await put("of-centrum", { ...kiosk, user: BOB });
    await put("of-chain", { type: "BI_CONNECTOR" });
    expect(await statusOf(put("of-port", { type: "KDS", venue: "port" }, {}, atPort))).toBe(201);
    expect(await statusOf(put("of-port", { type: "KDS", venue: "centrum" }, {}, atPort))).toBe(403);
    expect(await statusOf(put("of-port", { type: "KDS" }, {}, atPort))).toBe(403);
    expect(await statusOf(put("of-port", { type: "KDS", venue: "port", user: ANN }, {}, atPort))).toBe(403);
    expect(await statusOf(put("of-centrum", { ...kiosk, venue: "port" }, {}, atPort))).toBe(403);
    expect(await statusOf(atPort("DELETE", `${MODULES}/of-port`))).toBe(403);
    expect([await statusOf(atPort("GET", `${MODULES}/of-port`)), await statusOf(atPort("GET", `${MODULES}/of-centrum`))]).toEqual([
      200, 404,
    ]);
    expect(await statusOf(reader("GET", `${MODULES}/of-chain`))).toBe(200);
    for (const by of [reader, caller(T, "ROLE_port_READMODULES"), caller(T, "ROLE_MANAGER"), caller(T)]) {
      expect(await statusOf(put("of-port", { type: "KDS", venue: "port" }, {}, by))).toBe(403);
    }
    for (const by of [caller(T, "ROLE_MANAGER"), caller(T)]) expect(await statusOf(by("GET", MODULES))).toBe(403);
    const atCentrum = caller(T, "ROLE_centrum_MODULES");
    expect(await statusOf(put("of-centrum", { ...kiosk, production: true }, {}, atCentrum))).toBe(200);
    expect(await read("of-centrum")).toMatchObject({ production: true, user: BOB });
    expect(await statusOf(put("of-centrum", { ...kiosk, user: null }, {}, atCentrum))).toBe(403);
    await put("of-centrum", { ...kiosk, user: null });
    expect(await read("of-centrum")).not.toHaveProperty("user");
  });

  it("[MO6] every wrong field is named", async () => {
    const wrong = {
      type: "TOASTER",
      production: "yes",
      venue: "a b",
      user: "ann",
      config: [],
      extra: { n: 1 },
      colour: "red",
    };
    expect((await pointers(await put("wrong", wrong)))?.toSorted()).toEqual(
      ["/colour", "/config", "/extra/n", "/production", "/type", "/user", "/venue"].toSorted(),
    );
    expect(await pointers(await put("wrong", { ...kiosk, config: { long: "x".repeat(70_000) } }))).toEqual(["/config"]);
    expect(await pointers(await put("wrong", { ...kiosk, id: "other" }))).toEqual(["/id"]);
    expect(await pointers(await put("x", kiosk))).toEqual(["/id"]);
    expect(await pointers(await post(kiosk))).toEqual(["/id"]);
    const nobody = await put("wrong", { ...kiosk, venue: "nowhere", user: "0193452e-7a10-7b1c-8f00-0000000000ff" });
    expect(await pointers(nobody)).toEqual(["/venue", "/user"]);
    expect(await statusOf(keeper("GET", `${MODULES}/wrong`))).toBe(404);
  });

  it("[MO7] modules are listed by page, type, venue and id, and only those that the caller may see are counted", async () => {
    const V = caller(T, "ROLE_MODULES");
    for (const id of ["list-a", "list-b", "list-c"]) await put(id, { type: "STATUS_SCREEN", venue: "port" }, {}, V);
    await put("list-d", { type: "STATUS_SCREEN", venue: "new" });
    await put("list-e", { type: "CASHIER", venue: "new" });
    expect(await listed("type=STATUS_SCREEN&_start=1&_end=3")).toEqual({ ids: ["list-b", "list-c"], total: "4" });
    expect(await listed("type=STATUS_SCREEN&_sort=venue&_order=DESC&_end=2")).toEqual({ ids: ["list-c", "list-b"], total: "4" });
    expect(await listed("type=STATUS_SCREEN&type=CASHIER&venue=new")).toEqual({ ids: ["list-d", "list-e"], total: "2" });
    expect(await listed("id=list-a&id=list-e&id=none")).toEqual({ ids: ["list-a", "list-e"], total: "2" });
    const atNew = caller(T, "ROLE_new_READMODULES");
    expect(await listed("", atNew)).toEqual({ ids: ["list-d", "list-e"], total: "2" });
    expect(await listed("venue=port", atNew)).toEqual({ ids: [], total: "0" });
    expect(await pointers(await keeper("GET", `${MODULES}?type=TOASTER&_sort=colour`))).toEqual(["/_sort", "/type"]);
  });

  it("[MO8] each change of a module is in the audit log with before and after, and what changes nothing is not", async () => {
    await put("logged", kiosk);
    await put("logged", kiosk);
    await put("logged", { ...kiosk, config: { n: 1 } });
    await keeper("DELETE", `${MODULES}/logged`);
    const { rows } = await audit(env.DB, T).list({ kind: "module", subject: "logged" }, { start: 0, end: 9, sort: "id", order: "ASC" });
    const facts = { id: "logged", ...kiosk, production: false, user: null, config: {}, extra: {} };
    expect(rows.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
      { action: "create", before: null, after: facts },
      { action: "update", before: facts, after: { ...facts, config: { n: "… (changed)" } } },
      { action: "delete", before: { ...facts, config: { n: "…" } }, after: null },
    ]);
  });

  it("[MO9] a user is one module at most, also of two that are made at once", async () => {
    const [one, other] = await Promise.all([put("twin-1", { ...kiosk, user: ANN }), put("twin-2", { ...kiosk, user: ANN })]);
    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([201, 400]);
    const [first, second] = one.status === 201 ? ["twin-1", "twin-2"] : ["twin-2", "twin-1"];
    const { errors } = await (one.status === 400 ? one : other).json<Problem>();
    expect(errors).toEqual([{ pointer: "/user", message: expect.stringContaining(`the module ${first}`) }]);
    await put(first, { ...kiosk, user: null });
    expect(await statusOf(put(second, { ...kiosk, user: ANN }))).toBe(201);
  });

  it("[MO18] another chain's modules are not there", async () => {
    await put("ours", kiosk);
    const theirs = caller("7e4e0000-0000-4000-8000-0000000000f2", "ROLE_SU");
    expect(await listed("", theirs)).toEqual({ ids: [], total: "0" });
    const ask = async (id: string) => {
      const all = [theirs("GET", `${MODULES}/${id}`), theirs("DELETE", `${MODULES}/${id}`), theirs("POST", `${MODULES}/${id}/logout`)];
      return Promise.all(all.map(async (one) => `${(await one).status} ${await (await one).text()}`));
    };
    expect(await ask("ours")).toEqual(await ask("none"));
    expect(await statusOf(put("ours", { type: "KDS" }, {}, theirs))).toBe(201);
    expect(await read("ours")).toMatchObject(kiosk);
  });
});
