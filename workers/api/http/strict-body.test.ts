// Bodies that are no text, or deeper than anything that anybody means, at every door that takes JSON.
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../menu/index";
import { caller, openChain } from "#api/services/menu/chain.fixture";
import { person } from "#api/services/ordering/person.fixture";

const json = { "content-type": "application/json" };
const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
/** The same in Windows-1250, where the letter is one byte. */
const inWindows1250 = (text: string) => Uint8Array.from(Array.from(text, (letter) => (letter === "ż" ? 0xbf : letter.charCodeAt(0))));
const admin = caller("strict", "ROLE_ADMIN", "ROLE_MENU", "ROLE_VENUES", "ROLE_MODULES", "ROLE_MANAGER");

/** One such byte, as whoever asks has it. */
const posted = (path: string, type: string) =>
  exports.default.fetch(
    new Request(`https://api.test${path}`, { method: "POST", headers: { "content-type": type }, body: inWindows1250('["ż"]') }),
  );

const refusal = async (answer: Response) => {
  const { errors }: { errors?: { pointer: string; message: string }[] } = await answer.json();
  return [answer.status, errors?.map(({ pointer, message }) => `${pointer}: ${message}`)];
};

const found = (query: string) => admin("GET", `/ordering-api/api/orders?${query}`, {});

beforeAll(() => openChain("strict", menuWorker));

describe("bodies", () => {
  it("[XE6] a venue document of 1,500 levels is refused, and its venue takes actions as before", async () => {
    const deep = `{"name":"Centrum","timeZone":"Europe/Warsaw","extra":${nested(1499)}}`;
    const answer = await admin("PUT", "/venue-api/api/venues/centrum", { raw: deep, headers: json });
    expect(await refusal(answer)).toEqual([400, ["/: expected JSON of a depth of at most 32: objects and lists within one another"]]);
    expect((await admin("GET", "/venue-api/api/venues/centrum")).status).toBe(200);
  });

  it("[XE14] a module's config of 3,000 levels is refused, and so is a tip of 1,000,000,000.01", async () => {
    const config = `{"type":"KIOSK","venue":"centrum","config":{"a":${nested(3000)}}}`;
    expect(await refusal(await admin("PUT", "/auth-api/api/modules/kiosk-1", { raw: config, headers: json }))).toEqual([
      400,
      ["/: expected JSON of a depth of at most 32: objects and lists within one another"],
    ]);
    const { wait, create } = person("strict");
    const order = await create();
    for (const amount of ["1000000000.01", 1_000_000_000.01]) {
      const { status, body } = await wait(`order/${order}/tip`, { amount });
      expect([status, body]).toMatchObject([422, { type: expect.stringMatching(/amount-too-large$/), limit: "1000000000.00" }]);
    }
  });

  it.each([
    ["PUT", "/venue-api/api/venues/centrum"],
    ["POST", "/auth-api/api/modules"],
    ["POST", "/ordering-api/api/order/new"],
    ["POST", "/ordering-api/api/order/dry-run"],
    ["POST", "/admin-api/api/webhooks"],
    ["POST", "/payment-api/create"],
  ])("[A100] %s %s takes no JSON of more than 32 levels, and says so", async (method, path) => {
    expect(await refusal(await admin(method, path, { raw: nested(33), headers: json }))).toEqual([
      400,
      ["/: expected JSON of a depth of at most 32: objects and lists within one another"],
    ]);
    expect((await admin(method, path, { raw: nested(33).replaceAll("[", `{"a":[`).replaceAll("]", "]}"), headers: json })).status).toBe(
      400,
    );
  });

  it("[A102] a menu's modifiers may stand 24 deep within one another, an import of 5,000 levels is refused", async () => {
    const group = (level: number): object => ({
      id: `g${level}`,
      kind: "3e/group/options",
      selCtx: `g${level}`,
      items: [{ id: `p${level}`, kind: "3e/product", price: "1", vat: "8", ...(level < 24 && { items: [group(level + 1)] }) }],
    });
    const item = { id: "deep", kind: "3e/product", price: "1", vat: "8", details: { literals: { name: "Deep" } }, items: [group(1)] };
    const taken = await admin("POST", "/menu-api/api/import?dryRun=true", { body: { items: [item] } });
    expect(taken.status).toBe(200);
    const refused = await admin("POST", "/menu-api/api/import", { raw: `{"items":${nested(5000)}}`, headers: json });
    expect(await refusal(refused)).toEqual([400, ["/: expected JSON of a depth of at most 144: objects and lists within one another"]]);
    const stranger = await exports.default.fetch(
      new Request("https://api.test/menu-api/api/import", { method: "POST", headers: json, body: nested(5000) }),
    );
    expect(stranger.status).toBe(401);
  });

  it("[XE7] a byte that is no UTF-8 is refused, in JSON and in a sheet, and stored nowhere", async () => {
    const { post, create } = person("strict");
    const order = await create();
    const said = await caller("strict", "ROLE_MANAGER")("POST", `/ordering-api/api/order/${order}/comment`, {
      raw: inWindows1250('"bez żurku"'),
      headers: json,
    });
    expect(await refusal(said)).toEqual([400, ["/: expected text in UTF-8; these bytes are none"]]);
    expect((await post(`order/${order}/comment`, "bez żurku")).status).toBe(202);
    const sheet = inWindows1250("id,kind,price,vat,literals.name\r\nzurek,3e/product,12,8,żurek\r\n");
    const imported = await admin("POST", "/menu-api/api/import/csv", { raw: sheet, headers: { "content-type": "text/csv" } });
    expect(imported.status).toBe(400);
  });

  it("[A110] half a character is refused, and so is a field that objects lose: an extra, a comment, a venue, a menu", async () => {
    const { create } = person("strict");
    const order = await create();
    const half = String.raw`"a\ud800b"`;
    const whole = "expected whole characters, not half a surrogate pair";
    const doors: [string, string, string, string][] = [
      ["POST", `/ordering-api/api/order/${order}/comment`, half, `/: ${whole}`],
      ["POST", `/ordering-api/api/order/${order}/extra`, String.raw`{"store":{"k":${half}}}`, `/store/k: ${whole}`],
      ["POST", `/ordering-api/api/order/${order}/extra`, `{"store":{"__proto__":"x"}}`, "/store/__proto__: no field may have this name"],
      [
        "POST",
        `/ordering-api/api/order/${order}/commands`,
        `{"commands":[{"id":"1","command":"comment","body":${half}}]}`,
        `/commands/0/body: ${whole}`,
      ],
      ["PUT", "/venue-api/api/venues/centrum", `{"name":${half}}`, `/name: ${whole}`],
      ["POST", "/menu-api/api/import", `{"items":[{"id":${half}}]}`, `/items/0/id: ${whole}`],
    ];
    for (const [method, path, raw, said] of doors)
      expect([path, ...(await refusal(await admin(method, path, { raw, headers: json })))]).toEqual([path, 400, [said]]);
  });

  it("[A111] a query of bytes that are no text is refused; a lone % stands for itself", async () => {
    expect(await refusal(await found("extId=%FF%FE"))).toEqual([400, ["/query: expected percent-encoded text in UTF-8"]]);
    expect((await found("extId=%C5%BC&phone=100%")).status).toBe(200);
  });

  it("[A112] the token endpoint takes no percent-encoded bytes that are no UTF-8", async () => {
    const answer = await exports.default.fetch(
      new Request("https://api.test/auth-oauth2/oauth/token", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "grant_type=password&username=ann&password=%FF",
      }),
    );
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: "invalid_request", message: "the body must be percent-encoded text in UTF-8" },
    ]);
  });

  it("[A103] the token endpoint and a SockJS piece take no such byte either, in their own words", async () => {
    const token = await posted("/auth-oauth2/oauth/token", "application/x-www-form-urlencoded");
    expect([token.status, await token.json()]).toMatchObject([
      400,
      { error: "invalid_request", message: "the body must be text in UTF-8" },
    ]);
    const piece = await posted("/ws/server/session/xhr_send", "text/plain");
    expect([piece.status, await piece.text()]).toEqual([500, "Broken JSON encoding. It must be a JSON array of strings."]);
  });
});
