// Building an order.
import { partIdOf } from "../../../../../protocol/part-id";
import { AppendBody, CouponBody, DueBody, MoveBody, TipBody } from "../../../../../protocol/ordering";
import { err, ok } from "../../../../../domain/result";
import { findCoupon } from "../coupons";
import { askedLines } from "../lines";
import { plain, recipe, withCard, withMoney } from "../recipe";
import { venueOf } from "../venue-of";

export const basketRecipes = [
  recipe("append", "Add lines", AppendBody, ({ venue, lines }, making) =>
    withCard(making, venue, ({ currency }) => ({
      type: "AppendLines",
      venue,
      lines: askedLines(lines, making.order, making.commandId, currency),
    })),
  ),
  recipe("lines/move", "Move lines to another venue of the chain", MoveBody, ({ lines, venue }, making) =>
    withCard(making, venue, () => ({ type: "MoveLines", lines, venue })),
  ),
  recipe("due", "Set when the order is wanted", DueBody, async ({ due }, making) => {
    const venue = await venueOf(making);
    if (!venue.ok) return venue;
    if (venue.value === undefined) return plain({ type: "SetDue", due });
    return withCard(making, venue.value, () => ({ type: "SetDue", due }), { hours: true });
  }),
  recipe("addCoupon", "Add a coupon", CouponBody, async ({ coupon }, { env, principal: { tenant }, order, commandId }) => {
    const data = await findCoupon(env, tenant, coupon);
    if (!data) return err({ code: "coupon-unknown", coupon });
    return ok({ command: { type: "AddCoupon", id: partIdOf(order, commandId, 0), coupon, data } });
  }),
  recipe("tip", "Set the tip; 0 takes it back", TipBody, ({ amount }, making) =>
    withMoney(making, (read) => ({ type: "SetTip", amount: read("/amount", amount) })),
  ),
];
