import { describe, expect, it } from "vitest";
import { OrderEvent } from "./events";
import { append, asked, creating, given, guest, history, id } from "./given.fixture";

const two = history([creating, guest], [append(asked(1, "cola"), asked(2, "cola")), guest]);
const stamp = { v: 1 as const, at: "2026-11-22T12:00:01.000Z", by: "tim", cid: "c" };
const money = { id: id(90), payment: "TERMINAL" as const, source: "till", amount: 700, lines: [id(1)] };

describe("what a payment pays for", () => {
  it("[O471] a payment keeps what each line bore when it was made, from its beginning or as it was registered", () => {
    const shares = { [id(1)]: 700 };
    const opened = OrderEvent.parse({ ...stamp, type: "PaymentOpened", ...money, shares });
    const registered = OrderEvent.parse({ ...stamp, type: "PaymentRegistered", ...money });
    expect(given(...two, opened).order.opened).toMatchObject([{ id: id(90), shares }]);
    expect(given(...two, opened, registered).order.payments).toMatchObject([{ id: id(90), shares }]);
    const whole = OrderEvent.parse({ ...stamp, type: "PaymentRegistered", ...money, shares: { [id(1)]: 650, [id(2)]: 50 } });
    expect(given(...two, opened, whole).order.payments).toMatchObject([{ id: id(90), shares: { [id(1)]: 650, [id(2)]: 50 } }]);
    expect(given(...two, registered).order.payments[0]).not.toHaveProperty("shares");
  });
});
