// Building an order.
import { partIdOf } from "../../../ids";
import {
  AppendBody,
  CouponBody,
  CouponIdBody,
  DueBody,
  LineIds,
  MoveBody,
  QuantityBody,
  SplitBody,
  TipBody,
} from "../../../../../protocol/ordering";
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
  recipe("lines/remove", "Remove lines", LineIds, (lines) => plain({ type: "RemoveLines", lines })),
  recipe("lines/quantity", "Change a line's quantity", QuantityBody, (body) => plain({ type: "ChangeQuantity", ...body })),
  recipe(
    "lines/split",
    "Split a line into several whose quantities add up to it",
    SplitBody,
    ({ line, quantities }, { order, commandId }) =>
      plain({
        type: "SplitLine",
        line,
        parts: quantities.map((quantity, index) => ({ id: index === 0 ? line : partIdOf(order, commandId, index), quantity })),
      }),
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
  recipe("removeCoupon", "Take a coupon back, by the id it has in the order", CouponIdBody, ({ id }) =>
    plain({ type: "RemoveCoupon", id }),
  ),
  recipe("tip", "Set the tip; 0 takes it back", TipBody, ({ amount }, making) =>
    withMoney(making, (read) => ({ type: "SetTip", amount: read("/amount", amount) })),
  ),
];
