// What we answer is what the published types declare. The compiler proves it (`npm run check`); the test proves that the values are there.
import { EOrderLineStatus, EOrderPaymentType, EOrderStatus, EOrderUserRole, type IOrder } from "@orderingstack/ordering-types";
import { describe, expect, it } from "vitest";
import { PaymentType } from "./commands";
import { asked, creating, discounter, given, guest, history, id, till } from "./given.fixture";
import { LineStatus, OrderStatus, PersonRole } from "./status";
import { view } from "./view";
import type { Wire } from "./wire.fixture";

const published = (names: object, ...unused: string[]) => Object.values(names).filter((name) => !unused.includes(name));

describe("IOrder", () => {
  it("[O51] a placed, discounted order is an IOrder of the published types, without numbers where they want text", () => {
    const { state } = given(
      ...history(
        [creating, guest],
        [{ type: "AppendLines", venue: "v1", lines: [asked(1, "soup", { comment: "hot" })] }, guest],
        [
          {
            type: "ApplyDiscounts",
            revision: 2,
            layer: "loyalty",
            discounts: [{ line: id(1), layer: "loyalty", name: "Ten off", type: "PERCENT", amount: 125 }],
          },
          discounter,
        ],
        [{ type: "RegisterPayment", id: id(9), payment: "CASH", source: "till", amount: 1125 }, till],
      ),
    );
    if (state.status === "ABSENT") throw new Error("absent");
    const order: Wire<IOrder> = view(state);
    expect(order).toMatchObject({
      total: "11.25",
      editTotal: "11.25",
      buckets: [{ lines: [{ total: "12.50", discounts: [{ discountPrice: "1.25" }], comments: [{ comment: "hot" }] }] }],
    });
    expect(typeof order.buckets?.[0]?.lines?.[0]?.price).toBe("string");
  });

  it("[O177] its statuses, people's roles and kinds of payment are those of the published types", () => {
    // PICKED is an aggregator courier's, whose orders are DELIVERED here.
    expect(OrderStatus.options).toEqual(published(EOrderStatus, "PICKED"));
    expect(LineStatus.options).toEqual(published(EOrderLineStatus));
    expect(PersonRole.options).toEqual(published(EOrderUserRole));
    expect(PaymentType.options).toEqual(published(EOrderPaymentType));
  });
});
