// Building an order.
import { derivedIdOf } from "../../../../../protocol/derived-id";
import { AppendBody, CouponBody, DeliveryBody, DueBody, MoveBody, TipBody } from "../../../../../protocol/ordering";
import { err, ok } from "../../../../../domain/result";
import { tenantCard } from "#api/services/venue/venue-cache";
import { destinationOf } from "#api/services/venue/delivery-destination";
import { overLimit } from "#api/services/ordering/command-limits";
import { findCoupon } from "#api/services/ordering/coupons";
import { askedLines } from "#api/services/ordering/lines";
import { onTerms, commandDefinition, withCard, withMoney } from "#api/services/ordering/command-definition";
import { orderTypeOf } from "#api/services/ordering/order-type";

export const basketCommands = [
  commandDefinition("append", "Add lines", AppendBody, ({ venue, lines }, making) =>
    withCard(making, venue, ({ currency }) => ({
      type: "AppendLines",
      venue,
      lines: askedLines(lines, making.order, making.commandId, currency),
    })),
  ),
  commandDefinition("lines/move", "Move lines to another venue of the chain", MoveBody, ({ lines, venue }, making) =>
    withCard(making, venue, () => ({ type: "MoveLines", lines, venue })),
  ),
  commandDefinition("due", "Set when the order is wanted", DueBody, ({ due }, making) => ok(onTerms(making, { type: "SetDue", due }))),
  commandDefinition("delivery", "Set where the order goes: an address, its position, or both", DeliveryBody, async (body, making) => {
    const orderType = await orderTypeOf(making);
    if (!orderType.ok) return orderType;
    const { deliveryAddress: address, geoPosition } = body;
    const chain = await tenantCard(making.env, making.principal.tenant);
    if (!chain.ok) return chain;
    const command = { type: "SetDelivery" as const, ...(address && { address }), ...(geoPosition && { geoPosition }) };
    const fulfilment = { orderType: orderType.value, ...command };
    const destination = await destinationOf(making.env, making.principal.tenant, fulfilment, chain.value, () =>
      overLimit("address", making),
    );
    return destination.ok ? ok({ command, destination: destination.value }) : destination;
  }),
  commandDefinition("addCoupon", "Add a coupon", CouponBody, async ({ coupon }, { env, principal: { tenant }, order, commandId }) => {
    const data = await findCoupon(env, tenant, coupon);
    if (!data) return err({ code: "coupon-unknown", coupon });
    return ok({ command: { type: "AddCoupon", id: derivedIdOf(order, commandId, 0), coupon, data } });
  }),
  commandDefinition("tip", "Set the tip; 0 takes it back", TipBody, ({ amount }, making) =>
    withMoney(making, (read) => ({ type: "SetTip", amount: read("/amount", amount) })),
  ),
];
