import type { INotificationMessage } from "@orderingstack/ordering-types";
import { describe, expect, it } from "vitest";
import { creating, envelope, guest, order } from "../../domain/order/given.fixture";
import type { Wire } from "../../domain/order/wire.fixture";
import { applied, refused } from "./words";

describe("verdicts", () => {
  it("[Q34] are INotificationMessage of the published types, with the correlation id in each place where clients look, and no id of their own", () => {
    const yes: Wire<INotificationMessage> = applied(order, "ann", "k1");
    const no: Wire<INotificationMessage> = refused(envelope(creating, guest, { correlationId: "k1" }), "ann", {
      code: "cannot-abandon",
      orderStatus: "COMPLETED",
    });
    for (const verdict of [yes, no]) {
      expect(verdict).toMatchObject({ users: ["ann"], orderId: order, correlationId: "k1", event: { correlationId: "k1" } });
      expect(verdict).not.toHaveProperty("id");
    }
    expect(yes.events).toEqual(["k1"]);
    expect(no.codes).toMatchObject([{ code: "cannotAbandon", args: ["COMPLETED"] }]);
  });
});
