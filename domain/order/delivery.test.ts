import { describe, expect, it } from "vitest";
import type { CommandEnvelope, OrderCommand } from "./commands";
import type { Destination } from "./delivery-destination";
import { eventWithoutPersonalData } from "./disclosure";
import type { OrderEvent } from "./events";
import { append, asked, creating, given, guest, history, id, pay, till, under } from "./given.fixture";
import { totals } from "./totals";

const home = { street: "Long", number: "1", city: "Gdynia", country: "PL" };
const work = { ...home, street: "Short" };
const [here, there] = [
  { lat: 54.5, lng: 18.5 },
  { lat: 54.6, lng: 18.6 },
];
const zoneFee = (amount: number): Destination["fees"][number] => ({
  id: `zone-v1-${amount}`,
  kind: "DELIVERY",
  name: "Near",
  channels: ["DELIVERY"],
  venue: "v1",
  charge: { per: "ORDER", amount },
  vat: "23",
});
const own = { ...zoneFee(50), id: "zone-less" } satisfies Destination["fees"][number];
const { venue: _venue, ...packaging } = { ...own, kind: "PACKAGING" as const };
const going = (more: Omit<Extract<OrderCommand, { type: "SetDelivery" }>, "type">): OrderCommand => ({ type: "SetDelivery", ...more });
const to = (destination?: Destination): Partial<CommandEnvelope> => ({ destination });
const then = (log: OrderEvent[], command: OrderCommand, more: Partial<CommandEnvelope> = {}): OrderEvent[] => [
  ...log,
  ...given(...log)
    .when(command, guest, more)
    .events(),
];
const born = under({ fees: [packaging] });
const basket = then(
  given()
    .when({ ...born, orderType: "DELIVERY" })
    .events(),
  append(asked(1, "soup")),
);
const place = (log: OrderEvent[]) => {
  const { order } = given(...log);
  const { address, geoPosition, settings } = order;
  return { address, geoPosition, fees: settings.fees.map((fee) => fee.id), total: totals(order).total };
};

describe("where an order goes", () => {
  it("[O452] is said of a basket, with the fees of the zones there instead of those of before", () => {
    expect(place(basket)).toEqual({ address: undefined, geoPosition: undefined, fees: ["zone-less"], total: 1300 });
    const near = then(basket, going({ address: home, geoPosition: here }), to({ fees: [zoneFee(300)] }));
    expect(place(near)).toEqual({ address: home, geoPosition: here, fees: ["zone-less", "zone-v1-300"], total: 1600 });
    const far = then(near, going({ address: work, geoPosition: there }), to({ fees: [zoneFee(900)] }));
    expect(place(far)).toEqual({ address: work, geoPosition: there, fees: ["zone-less", "zone-v1-900"], total: 2200 });
    given(...far)
      .when(going({ address: work, geoPosition: there }), guest, to({ fees: [zoneFee(900)] }))
      .gives();
    const created = given().when({ ...born, orderType: "DELIVERY", geoPosition: here }, guest, to({ fees: [zoneFee(300)] }));
    expect(place(created.events())).toMatchObject({ geoPosition: here, fees: ["zone-less", "zone-v1-300"] });
  });

  it("[O453] has the position of its address: told, found, or none; a position alone is one of the same address", () => {
    const near = then(basket, going({ address: home }), to({ geoPosition: here, fees: [zoneFee(300)] }));
    expect(place(near)).toMatchObject({ address: home, geoPosition: here, fees: ["zone-less", "zone-v1-300"] });
    expect(place(then(near, going({ address: work }), to({ fees: [] })))).toMatchObject({
      address: work,
      geoPosition: undefined,
      fees: ["zone-less"],
    });
    expect(place(then(near, going({ geoPosition: there }), to({ fees: [zoneFee(900)] })))).toMatchObject({
      address: home,
      geoPosition: there,
      fees: ["zone-less", "zone-v1-900"],
    });
    // Nobody has found it this time.
    given(...near)
      .when(going({ address: { ...home } }), guest, to({ fees: [] }))
      .gives();
    const told = { ...born, orderType: "DELIVERY" as const, address: home };
    const found = given().when(told, guest, to({ geoPosition: here, fees: [zoneFee(300)] }));
    expect(place(found.events())).toMatchObject({ geoPosition: here, fees: ["zone-less", "zone-v1-300"] });
    const both = given().when({ ...told, geoPosition: there }, guest, to({ geoPosition: here, fees: [] }));
    expect(place(both.events())).toMatchObject({ geoPosition: there });
  });

  it("[O454] stands still while somebody pays, and once the order is placed", () => {
    const paying = then(basket, { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1300 });
    given(...paying)
      .when(going({ geoPosition: here }))
      .refuses({ code: "order-being-paid", payment: id(50) });
    const placed = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till]);
    given(...placed)
      .when(going({ geoPosition: here }), till)
      .refuses({ code: "order-already-completed", orderStatus: "COMPLETED" });
  });

  it("[O458] is not in an erased order", () => {
    const near = then(basket, going({ address: home, geoPosition: here }), to({ fees: [zoneFee(300)] }));
    expect(place(near.map(eventWithoutPersonalData))).toEqual({
      address: undefined,
      geoPosition: undefined,
      fees: ["zone-less", "zone-v1-300"],
      total: 1600,
    });
  });
});
