// New orders: a guest's, and those that an aggregator has sold already.
import type { Context } from "hono";
import { z } from "@hono/zod-openapi";
import { channelOf } from "../../../../domain/menu/channel";
import type { OrderCommand } from "../../../../domain/order/commands";
import { amountExpected, fromDecimal } from "../../../../domain/pricing/money";
import { readKeys } from "../../../../runtime/keys";
import { AggregatorOrderBody, NewOrderBody } from "../../../../protocol/ordering";
import { tenantCard, type TenantTerms, venueCard } from "#api/services/venue/venue-cache";
import { termsOf } from "./checkout-terms";
import { destinationOf } from "#api/services/venue/delivery-destination";
import type { Api } from "#api/env";
import { addressOf } from "#api/http/address";
import { refuse, router } from "#api/http/refuse";
import { orderIdOf } from "./order-id";
import { derivedIdOf } from "../../../../protocol/derived-id";
import { type Commanding, overLimit } from "./command-limits";
import { askedLines } from "./lines";
import { newOrderRoute } from "./routes";
import { idsOf, submit } from "./submit";

type NewOrder = z.output<typeof NewOrderBody>;

/** The command without lines and payments. */
export function creating(
  body: Omit<NewOrder, "buckets">,
  { currency, house }: TenantTerms,
): Extract<OrderCommand, { type: "CreateOrder" }> {
  const { userId: _id, roles: _roles, extra: _extra, ...contact } = body.users?.[0] ?? {};
  return {
    type: "CreateOrder",
    orderType: body.orderType,
    source: body.source ?? body.extra?.["x-source"] ?? "WEB",
    currency,
    house,
    contact,
    ...(body.deliveryAddress && { address: body.deliveryAddress }),
    ...(body.geoPosition && { geoPosition: body.geoPosition }),
    ...(body.extra && { extra: body.extra }),
    ...(body.due && { due: new Date(body.due).toISOString() }),
  };
}

export const createOrderRoutes = router()
  .openapi(newOrderRoute("new", "Create an order", NewOrderBody), async (c) => {
    const body = c.req.valid("json");
    const tooMany = await overLimit("new", commanding(c));
    if (tooMany) return refuse(c, tooMany);
    const { tenant, user } = c.var.principal;
    const { key, commandId } = idsOf(c);
    const order = orderIdOf(readKeys(c.env.KEYS).ids, tenant, user, key);
    const chain = await tenantCard(c.env, tenant);
    if (!chain.ok) return refuse(c, chain.error);

    const first = body.buckets?.find(({ lines = [] }) => lines.length > 0);
    const card = first && (await venueCard(c.env, tenant, first.venue));
    if (card && !card.ok) return refuse(c, card.error);
    const append = first?.lines && { venue: first.venue, lines: askedLines(first.lines, order, commandId, chain.value.currency) };
    const command = creating(body, chain.value);
    const destination = await destinationOf(c.env, tenant, command, chain.value, () => overLimit("address", commanding(c)));
    if (!destination.ok) return refuse(c, destination.error);
    const wantedOf = first?.venue ?? body.buckets?.[0]?.venue;
    const fulfilment = { orderType: command.orderType, geoPosition: command.geoPosition ?? destination.value.geoPosition };
    const wanted = command.due !== undefined && wantedOf !== undefined && { terms: () => termsOf(c.env, c.var, fulfilment, [wantedOf]) };
    const about = { destination: destination.value, ...(card && { card: card.value }), ...wanted };
    return submit(c, order, { ...command, ...(append && { append }) }, about);
  })
  .openapi(newOrderRoute("newAggregator", "Create an order that an aggregator's guest has paid for", AggregatorOrderBody), async (c) => {
    const body = c.req.valid("json");
    const tooMany = await overLimit("newAggregator", commanding(c));
    if (tooMany) return refuse(c, tooMany);
    const { tenant } = c.var.principal;
    const [{ venue, lines }] = body.buckets;
    const [chain, card] = await Promise.all([tenantCard(c.env, tenant), venueCard(c.env, tenant, venue)]);
    if (!chain.ok) return refuse(c, chain.error);
    if (!card.ok) return refuse(c, card.error);
    const { currency } = chain.value;
    const amount = body.payment?.amount === undefined ? undefined : fromDecimal(body.payment.amount, currency.decimals);
    if (body.payment?.amount !== undefined && amount === undefined) {
      return refuse(c, { code: "invalid-request", errors: [{ pointer: "/payment/amount", message: amountExpected(currency) }] });
    }
    const { order, key } = aggregatorIds(c, body);
    const source = body.payment?.source ?? channelOf(body.orderType);
    const paid = {
      id: derivedIdOf(order, key, lines.length),
      payment: body.payment?.type ?? ("EXTERNAL" as const),
      source,
      ...(amount !== undefined && { amount }),
    };
    const append = { venue, lines: askedLines(lines, order, key, currency) };
    const command = { ...creating(body, chain.value), append, paid };
    return submit(c, order, command, { card: card.value, terms: () => termsOf(c.env, c.var, command, [venue]), existing: true });
  });

const commanding = (c: Context<Api>): Commanding => ({
  env: c.env,
  principal: c.var.principal,
  address: addressOf(c.req.raw.headers),
});

/** The aggregator's own id names the order, whoever brings it how often: not the caller, and not the request. */
function aggregatorIds(c: Context<Api>, { orderType, extra }: Pick<z.output<typeof AggregatorOrderBody>, "orderType" | "extra">) {
  const [aggregator, theirs] = [channelOf(orderType), extra["x-agg-id"] ?? ""];
  const key = `agg:${aggregator}:${theirs}`;
  return { key, order: orderIdOf(readKeys(c.env.KEYS).ids, c.var.principal.tenant, "aggregator", key) };
}
