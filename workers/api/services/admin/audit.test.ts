import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { caller, openChain } from "#api/services/menu/chain.fixture";

const T = "a0d10000-0000-4000-8000-000000000001";
const boss = caller(T, "ROLE_MANAGER");
type Entry = { id: string; kind: string; subject: string; action: string; login: string; before: unknown; after: unknown; at: string };
const read = async (query = "") => {
  const answer = await boss("GET", `/admin-api/api/audit${query}`);
  return { total: answer.headers.get("x-total-count"), rows: await answer.json<Entry[]>() };
};

const kinds = async (role: string) => {
  const rows = await (await caller(T, role)("GET", "/admin-api/api/audit?_end=100")).json<Entry[]>();
  return [...new Set(rows.map(({ kind }) => kind))].toSorted();
};

beforeAll(() => openChain(T, menuWorker));

describe("the audit log", () => {
  it("[Z3] managers read who changed what, by kind, subject, person and time, newest first", async () => {
    const item = { id: "tea", kind: "3e/product", price: "5.00", vat: "8" };
    const keeper = caller(T, "ROLE_MENU");
    await keeper("PUT", "/menu-api/api/items/tea", { body: item });
    await keeper("PUT", "/menu-api/api/items/tea", { body: { ...item, price: "6.00" } });
    await caller(T, "ROLE_VENUES")("POST", "/venue-api/api/venues/port/disable", { body: {} });
    const { total, rows } = await read();
    const said = rows.map(({ kind, action }) => `${kind} ${action}`);
    expect([total, ...said]).toEqual(["4", "venue update", "item update", "item create", "menu-version create"]);
    const [changed] = (await read("?kind=item&subject=tea&_end=1")).rows;
    expect(changed).toMatchObject({ login: "ann", before: { price: "5.00" }, after: { price: "6.00" } });
    expect((await read("?_order=ASC&_start=2&_end=3")).rows.map(({ action }) => action)).toEqual(["update"]);
    expect((await read(`?from=${encodeURIComponent("2099-01-01T00:00:00+02:00")}`)).total).toBe("0");
    expect((await read(`?to=${encodeURIComponent(changed?.at ?? "")}&kind=item`)).total).toBe("1");
    expect((await read("?user=nobody")).total).toBe("0");
  });

  it("[Z4] nobody else reads it, and what is asked wrongly is named", async () => {
    expect((await caller(T, "ROLE_MENU")("GET", "/admin-api/api/audit")).status).toBe(403);
    expect(await (await caller("nobody", "ROLE_SU")("GET", "/admin-api/api/audit")).json()).toEqual([]);
    const refused = await boss("GET", "/admin-api/api/audit?from=yesterday&colour=red");
    expect(await refused.json()).toMatchObject({ status: 400, errors: [{ pointer: "/from" }, { pointer: "/colour" }] });
  });

  it("[XE9] a manager who may not read modules finds none of them in the log, and a module's keys are in it for nobody", async () => {
    const keeper = caller(T, "ROLE_MODULES");
    const module = { type: "KIOSK", venue: "port", config: { apiKey: "secret-1", theme: "dark" }, extra: { pin: "secret-2" } };
    await keeper("PUT", "/auth-api/api/modules/kiosk-9", { body: module });
    await keeper("PUT", "/auth-api/api/modules/kiosk-9", { body: { ...module, config: { apiKey: "secret-3", theme: "dark" } } });
    await keeper("PUT", "/auth-api/api/module-types/KIOSK", { body: { properties: { licence: "secret-4" } } });
    const seen = await read("?_end=100");
    expect(JSON.stringify(seen)).not.toMatch(/secret|kiosk-9|module-type/);
    expect((await read("?kind=module")).total).toBe("0");
    const both = await caller(T, "ROLE_MANAGER", "ROLE_READMODULES")("GET", "/admin-api/api/audit?_end=100");
    const shown = await both.json<Entry[]>();
    expect(JSON.stringify(shown)).not.toContain("secret");
    expect(shown.find(({ kind, action }) => kind === "module" && action === "update")).toMatchObject({
      before: { config: { apiKey: "…", theme: "…" } },
      after: { config: { apiKey: "… (changed)", theme: "…" }, extra: { pin: "…" } },
    });
    for (const role of ["ROLE_port_READMODULES", "ROLE_port_MODULES"])
      expect((await caller(T, role)("GET", "/auth-api/api/module-types/KIOSK")).status).toBe(403);
  });

  it("[Z5] a change is shown to whoever may read where it was made: of menus to the admin, of venues to the manager", async () => {
    expect(await kinds("ROLE_ADMIN")).toEqual(["item", "menu-version"]);
    expect(await kinds("ROLE_MANAGER")).toEqual(["item", "menu-version", "venue"]);
    expect(await kinds("ROLE_SU")).toEqual(expect.arrayContaining(["module", "module-type", "venue"]));
  });
});
