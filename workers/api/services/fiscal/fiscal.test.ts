// Slips as the published point-of-sale client brings them (its version 2.9.0-beta.0).
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import menuWorker from "../../../menu/index";
import { caller, openChain } from "#api/services/menu/chain.fixture";
import { burger, person } from "#api/services/ordering/person.fixture";

const chain = crypto.randomUUID();
beforeAll(() => openChain(chain, menuWorker));

const ann = person(chain, "ROLE_ANONYMOUS");
const till = person(chain, "ROLE_PAY", "ROLE_ORDERS");
const api = caller(chain, "ROLE_PAY", "ROLE_ORDERS");

async function paidOrder(): Promise<string> {
  const order = await ann.create();
  await ann.wait(`order/${order}/append`, burger());
  await till.wait(`order/${order}/paymentUpdate`, { type: "TERMINAL", amount: "21.50" });
  return order;
}
const PDF = Buffer.from("%PDF-1.4 a slip").toString("base64");
const registration = (order: string, more: object = {}) => ({
  order_id: order,
  timestamp: "2026-11-26T12:00:00.000Z",
  fiscal_id: "P-1-S-9",
  fiscal_data: { timestamp: "2026-11-26T12:00:00.000Z", printer: "P-1", amount: 21.5, slip: "S-9" },
  fiscal_attachment_contentType: "pdf",
  fiscal_attachment_data: PDF,
  ...more,
});
const register = (body: object) => api("POST", "/fiscal-api/api/register", { body });

describe("slips of the published client", () => {
  it("[XF1] `fiscalize` with all that the client sends notes the slip of a paid order", async () => {
    const order = await paidOrder();
    const sent = {
      amount: 21.5,
      printer: "P-1",
      slip: "S-1",
      entries: [{ item: "burger", qty: 1, price: 21.5, discount: 0, total: 21.5, vat: "8" }],
      timestamp: "2026-11-26T12:00:00.000Z",
      payments: { TERMINAL: 21.5 },
      subTotalDiscounts: [{ name: "Lunch", discount: 2.15, vat: "8" }],
    };
    expect((await till.post(`order/${order}/fiscalize`, sent)).status).toBe(202);
    const answer = await till.wait(`order/${order}/fiscalize`, sent);
    expect([answer.status, answer.body.order]).toMatchObject([200, { status: "VERIFIED", fiscal: [{ ...sent, user: till.user }] }]);
  });

  it("[P65] a slip is noted as `fiscal` has told what to print, whatever is longer than we keep, and whatever else a driver notes", async () => {
    const order = await paidOrder();
    const told = await (await till.ask("GET", `order/${order}/fiscal`)).json<{ entries: object[] }>();
    const long = `${"burger ".repeat(18)}x😀`;
    const sent = {
      ...told,
      printer: "P-1",
      slip: "S-2",
      entries: [...told.entries, { item: long, qty: "0.5", price: 0, total: 0, vat: "8" }],
      message: "m".repeat(300),
      extra: { USN: 7, device: { model: "X" }, note: "n".repeat(2000), ok: "yes" },
    };
    const { status, body } = await till.wait(`order/${order}/fiscalize`, sent);
    expect(status).toBe(200);
    expect(body.order).toMatchObject({
      status: "VERIFIED",
      fiscal: [
        {
          entries: [
            { item: "burger", qty: 1, total: 21.5 },
            { item: long.slice(0, 127), qty: 0.5 },
          ],
          extra: { USN: "7", ok: "yes" },
        },
      ],
    });
  });

  it("[P70] a storno line takes less than nothing, as a number and as text, also where it is noted as `addFiscalize`", async () => {
    for (const command of ["fiscalize", "addFiscalize"]) {
      const order = await paidOrder();
      const sold = { item: "burger", qty: 2, price: 21.5, total: 43, vat: "8" };
      const sent = {
        amount: 21.5,
        printer: "P-1",
        slip: command,
        timestamp: "2026-11-26T12:00:00.000Z",
        entries: [sold, { ...sold, qty: -1, total: -21.5 }, { ...sold, item: "cola", qty: "-0.5", price: -3, total: 1.5 }],
        drsSummary: [{ deposit: 0.5, count: "-2" }],
      };
      const { status, body } = await till.wait(`order/${order}/${command}`, sent);
      const slip = { entries: [{ qty: 2 }, { qty: -1, total: -21.5 }, { qty: -0.5, price: -3 }], drsSummary: [{ count: -2 }] };
      expect([status, body.order]).toMatchObject([200, { status: "VERIFIED", fiscal: [slip] }]);
    }
  });

  it("[H240] what a driver has computed is rounded, what it leaves empty is absent, and what has no field is left out", async () => {
    const order = await paidOrder();
    const sent = {
      amount: 21.500000000000004,
      printer: 7,
      slip: 12,
      timestamp: "2026-11-26T12:00:00.000Z",
      venue: "",
      taxId: "",
      message: null,
      user: "",
      extra: null,
      drsSummary: [{ deposit: 0.5, count: 2 }],
      entries: [{ item: "by weight", qty: 0.333, price: 64.56456456456456, total: 21.5, drs: 1 / 3 }],
      payments: { TERMINAL: "21.50" },
      filePath: "/tmp/slip.pdf",
    };
    const { status, body } = await till.wait(`order/${order}/fiscalize`, sent);
    expect(status).toBe(200);
    expect(body.order).toMatchObject({
      fiscal: [
        {
          amount: 21.5,
          printer: "7",
          slip: "12",
          drsSummary: [{ deposit: 0.5, count: 2 }],
          payments: { TERMINAL: 21.5 },
          entries: [{ item: "by weight", qty: 0.333, price: 64.56, total: 21.5, drs: 0.33, vat: "" }],
        },
      ],
    });
    expect(JSON.stringify(body.order)).not.toMatch(/filePath|taxId/);
  });

  it("[XF44] a slip in a driver's own way is noted; one without a sensible time, printer, number or amount is refused by the field", async () => {
    const order = await paidOrder();
    const sent = {
      timestamp: Date.parse("2026-11-26T12:00:00Z"),
      printer: "P-1",
      slip: "7".repeat(70),
      amount: "21.500000000000004",
      venue: "not one of ours!",
      taxId: 5_213_000_000,
      message: 7,
      proforma: "false",
      entries: Array.from({ length: 501 }, () => ({ item: null, qty: 1, price: 1, total: 1, vat: 8 })),
      payments: { CASH: null, TERMINAL: 21.5 },
      subTotalDiscounts: [{ discount: 2 }],
    };
    const { status, body } = await till.wait(`order/${order}/fiscalize`, sent);
    const [slip] = z.array(z.looseObject({ entries: z.array(z.unknown()) })).parse(z.looseObject({}).parse(body.order).fiscal);
    expect([status, slip?.entries.length, slip]).toMatchObject([
      200,
      500,
      { timestamp: "2026-11-26T12:00:00.000Z", slip: "7".repeat(64), amount: 21.5, taxId: "5213000000", payments: { TERMINAL: 21.5 } },
    ]);
    const wrong = await till.post(`order/${order}/fiscalize`, { entries: sent.entries, amount: "many", timestamp: "noon", printer: "" });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      400,
      { errors: [{ pointer: "/timestamp" }, { pointer: "/slip" }, { pointer: "/printer" }, { pointer: "/amount" }] },
    ]);
  });

  it("[XF45] a tender of 0.1 + 0.2, and one whose id, source and lines are empty, is taken", async () => {
    const order = await paidOrder();
    await ann.wait(`order/${order}/append`, burger());
    const empty = { id: "", source: null, lines: [], taken: true };
    const { status, body } = await till.wait(`order/${order}/paymentUpdate`, { type: "TERMINAL", amount: 0.1 + 0.2, ...empty });
    expect([status, body.order]).toMatchObject([200, { payments: [{ amount: "21.50" }, { amount: "0.30" }] }]);
    const text = await till.wait(`order/${order}/paymentUpdate`, { type: "TERMINAL", amount: "0.30000000000000004", ...empty });
    expect(text.status).toBe(200);
    expect((await till.post(`order/${order}/paymentUpdate`, { type: "TERMINAL", amount: 0.305 })).status).toBe(400);
  });

  it("[XF3] a fiscal registration is accepted, and is listed for the venue", async () => {
    const order = await paidOrder();
    const answer = await register(registration(order));
    const registered: { url: string; json_url: string } = await answer.json();
    expect([answer.status, registered]).toMatchObject([
      200,
      { tenant: chain, fiscal_id: "P-1-S-9", timestamp: expect.any(String), url: expect.stringMatching(/attachment$/) },
    ]);
    const listed = await api("GET", "/fiscal-api/api/receipts?venue=centrum");
    const slip = { order, venue: "centrum", printer: "P-1", slip: "S-9", amount: "21.50", contentType: "pdf" };
    expect([listed.headers.get("x-total-count"), await listed.json()]).toMatchObject(["1", [slip]]);
    expect(await (await api("GET", new URL(registered.json_url).pathname)).json()).toMatchObject(slip);
    const file = await api("GET", new URL(registered.url).pathname);
    expect([file.headers.get("content-type"), await file.text()]).toEqual(["application/pdf", "%PDF-1.4 a slip"]);
  });

  it("[H241] registered again it is the same slip, of the order and of the venue", async () => {
    const order = await paidOrder();
    const again = { fiscal_data: { timestamp: "2026-11-26T12:00:07Z", printer: "P-2", amount: "21.5", slip: "S-9" }, fiscal_id: "P-2-S-9" };
    for (let turn = 0; turn < 3; turn++) expect((await register(registration(order, again))).status).toBe(200);
    const { fiscal }: { fiscal: unknown[] } = await (await till.ask("GET", `orders/${order}`)).json();
    expect(fiscal).toMatchObject([{ printer: "P-2", slip: "S-9", amount: 21.5 }]);
    const rows: { fiscalId: string }[] = await (await api("GET", "/fiscal-api/api/receipts?venue=centrum&_sort=printed")).json();
    expect(rows.filter(({ fiscalId }) => fiscalId === "P-2-S-9")).toHaveLength(1);
    const other = { ...again, fiscal_data: { ...again.fiscal_data, amount: 1 } };
    expect(await (await register(registration(order, other))).json()).toMatchObject({ type: expect.stringMatching(/slip-differs$/) });
  });

  it("[H242] who may not note slips registers none, whose venue it is not sees none, and a picture that is none is named", async () => {
    const order = await paidOrder();
    const guest = await ann.ask("POST", `../../fiscal-api/api/register`, { body: registration(order) });
    expect([guest.status, await guest.json()]).toMatchObject([403, { needs: expect.arrayContaining(["ROLE_PAY"]) }]);
    const stranger = await caller(chain, "ROLE_ANONYMOUS")("POST", "/fiscal-api/api/register", { body: registration(order) });
    expect(stranger.status).toBe(404);
    const elsewhere = caller(chain, "ROLE_port_MANAGER");
    expect((await elsewhere("GET", "/fiscal-api/api/receipts?venue=centrum")).status).toBe(403);
    const known: { json_url: string; url: string } = await (await register(registration(order))).json();
    for (const url of [known.json_url, known.url]) expect((await elsewhere("GET", new URL(url).pathname)).status).toBe(404);
    const pictures: [string, string][] = [
      ["pdf", "not base64!"],
      ["pdf", "abc"],
      ["png", PDF],
      ["json", PDF],
      ["xml", PDF],
      ["pdf", Buffer.alloc(1024 * 1024 + 3, "%PDF-").toString("base64")],
    ];
    for (const [type, data] of pictures) {
      const answer = await register(registration(order, { fiscal_attachment_contentType: type, fiscal_attachment_data: data }));
      expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ pointer: "/fiscal_attachment_data" }] }]);
    }
    expect((await register(registration(order, { fiscal_attachment_data: "x".repeat(1_600_000) }))).status).toBe(413);
    const empty = await ann.create();
    expect(await (await register(registration(empty))).json()).toMatchObject({ type: expect.stringMatching(/order-empty$/) });
  });
});
