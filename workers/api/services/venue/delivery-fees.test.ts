import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { zoneFeesAt } from "./delivery-fees";
import { destinationOf } from "./delivery-destination";

const currency = { code: "PLN", decimals: 2 };
const here = { lat: 50, lng: 20 };
const zone = { id: "near", fee: "2.50", minOrderValue: "0", circle: { center: here, radiusMeters: 1000 } };

/** Writes venues as they are stored: each with one zone of that fee. */
const open = (tenant: string, ids: readonly string[], fee = zone.fee) =>
  env.DB.batch(
    ids.map((id) =>
      env.DB.prepare(
        "INSERT INTO venues (tenant, id, name, menu, time_zone, document, revision) VALUES (?1, ?2, ?2, '', 'Europe/Warsaw', ?3, 1)",
      ).bind(tenant, id, JSON.stringify({ id, deliveryZones: [{ ...zone, fee }] })),
    ),
  );
const redraw = (tenant: string, id: string, revision: string) =>
  env.DB.prepare(
    `UPDATE venues SET document = json_set(document, '$.deliveryZones[0].fee', '7.00'), revision = ${revision} WHERE tenant = ?1 AND id = ?2`,
  )
    .bind(tenant, id)
    .run();
const delivering = (tenant: string, geoPosition: typeof here) =>
  destinationOf(env, tenant, { orderType: "DELIVERY", geoPosition }, { currency, properties: {} }, async () => undefined);
const feesAt = (tenant: string) => zoneFeesAt(env, tenant, here, currency);

describe("the fees of delivery zones", () => {
  it("[O400] every venue that delivers to a place has its fee there; more than an order keeps are refused, and none is left out", async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `v${100 + n}`);
    await open("fees-many", ids);
    const fees = ids.map((venue) => ({ venue, charge: { per: "ORDER", amount: 250 } }));
    expect(await delivering("fees-many", here)).toMatchObject({ ok: true, value: { fees } });
    await open("fees-many", ["v200"]);
    expect(await delivering("fees-many", here)).toEqual({
      ok: false,
      error: {
        code: "invalid-request",
        errors: [{ pointer: "/geoPosition", message: "expected a place to which at most 100 venues deliver for a fee; there are 101" }],
      },
    });
    expect(await delivering("fees-many", { lat: 51, lng: 20 })).toEqual({ ok: true, value: { fees: [] } });
  });

  it("[O401] two venues of long names have fees of their own", async () => {
    const long = "v".repeat(127);
    await open("fees-long", [`${long}1`, `${long}2`]);
    expect(await feesAt("fees-long")).toMatchObject([{ id: `zone-${long}1-near` }, { id: `zone-${long}2-near` }]);
  });

  it("[O402] a fee that was stored with too many digits counts to the nearest minor unit", async () => {
    await open("fees-fine", ["one"], "4.995");
    expect(await feesAt("fees-fine")).toMatchObject([{ charge: { amount: 500 } }]);
  });

  it("[O403] a venue that has not changed is not read again; one that goes and one that comes are noticed", async () => {
    await open("fees-kept", ["one", "two"]);
    await feesAt("fees-kept");
    await redraw("fees-kept", "one", "revision");
    expect(await feesAt("fees-kept")).toMatchObject([{ charge: { amount: 250 } }, { charge: { amount: 250 } }]);
    await redraw("fees-kept", "two", "revision + 1");
    expect(await feesAt("fees-kept")).toMatchObject([{ charge: { amount: 250 } }, { charge: { amount: 700 } }]);
    // Neither the number of venues nor the sum of their revisions is another one.
    await env.DB.prepare("DELETE FROM venues WHERE tenant = 'fees-kept' AND id = 'one'").run();
    await open("fees-kept", ["three"]);
    expect(await feesAt("fees-kept")).toMatchObject([{ venue: "three" }, { venue: "two" }]);
  });
});
