// `POST …/order/dry-run`: what an order would be and cost, without creating anything. The same rules as the order's own, run here.
import { createRoute, z } from "@hono/zod-openapi";
import { evaluate } from "../../../../domain/discount/evaluate";
import { RULES_LAYER } from "../../../../domain/discount/rule";
import { channelOf } from "../../../../domain/menu/channel";
import type { CompiledMenu } from "../../../../domain/menu/compiled";
import type { CommandEnvelope, OrderCommand } from "../../../../domain/order/commands";
import { decide } from "../../../../domain/order/decide";
import { placingObstacles } from "../../../../domain/order/decide/placing-terms";
import { basketOf } from "../../../../domain/order/discount-basket";
import { evolve } from "../../../../domain/order/evolve";
import { explain } from "../../../../domain/order/price-breakdown";
import type { Rejection } from "../../../../domain/order/rejections";
import { initial, type OrderState } from "../../../../domain/order/state";
import { view } from "../../../../domain/order/view";
import { recentDiscountRules } from "../../../lib/recent-discount-rules";
import { cachedProducts, readProducts } from "../../../../runtime/menu-cache";
import { DryRunBody } from "../../../../protocol/ordering";
import { Problem, problemOf } from "../../../../protocol/problem";
import { tenantCard } from "#api/services/venue/venue-cache";
import { recentTerms } from "./checkout-terms";
import { addressOf } from "#api/http/address";
import { overLimit } from "./command-limits";
import { destinationOf } from "#api/services/venue/delivery-destination";
import { authenticated } from "#api/http/authenticate";
import { commandProblems, json, jsonBody, refuse, router } from "#api/http/refuse";
import { creating } from "./create-order";
import { askedLines } from "./lines";
import { wireOrder } from "./routes";
import { shortagesOf } from "./shortages";

const Anything = z.record(z.string(), z.unknown());

const dryRun = createRoute({
  method: "post",
  path: "/ordering-api/api/order/dry-run",
  tags: ["ordering"],
  summary: "Price and validate a basket without creating anything",
  description:
    "Every line is tried by itself: those that can be sold are in `order`, every other one is a problem with its venue and its index there. " +
    "What would keep the caller from placing the order now is a problem, too: hours, minimums, delivery zones, locks, counted stock and the kitchen's time, venue by venue.",
  ...authenticated,
  request: { body: jsonBody(DryRunBody) },
  responses: {
    200: json(
      z.object({
        valid: z.boolean(),
        order: Anything.nullable().openapi({ description: "`IOrder`, without what only a created order has" }),
        explain: Anything.nullable(),
        problems: z.array(Problem.extend({ venue: z.string().optional(), line: z.int().optional() })),
      }),
      "What the order would be",
    ),
    ...commandProblems,
  },
});

/** No order has it: it names what is only thought of. */
const NOWHERE = "00000000-0000-8000-8000-000000000000";

export const dryRunRoutes = router().openapi(dryRun, async (c) => {
  const { buckets = [], ...body } = c.req.valid("json");
  const { tenant, region, user, roles } = c.var.principal;
  const chain = await tenantCard(c.env, tenant);
  if (!chain.ok) return refuse(c, chain.error);
  const { currency } = chain.value;
  const problems: (z.infer<typeof Problem> & { venue?: string; line?: number })[] = [];
  const envelope = (command: OrderCommand, more: Partial<CommandEnvelope> = {}): CommandEnvelope => ({
    tenant,
    region,
    order: NOWHERE,
    commandId: NOWHERE,
    correlationId: NOWHERE,
    actor: { kind: "user", user, roles },
    at: new Date().toISOString(),
    command,
    ...more,
  });
  let state: OrderState = initial;
  const take = (given: CommandEnvelope, menu?: CompiledMenu): Rejection | undefined => {
    const decision = decide(state, { envelope: given, menu });
    if (!decision.ok) return decision.error;
    state = decision.value.reduce(evolve, state);
    return undefined;
  };

  const command = creating(body, chain.value);
  const destination = await destinationOf(c.env, tenant, command, chain.value, () =>
    overLimit("address", { env: c.env, principal: c.var.principal, address: addressOf(c.req.raw.headers) }),
  );
  if (!destination.ok) return refuse(c, destination.error);
  const fulfilment = { orderType: command.orderType, geoPosition: command.geoPosition ?? destination.value.geoPosition };
  const venues = await Promise.all(buckets.map(({ venue }) => recentTerms(c.env, tenant, fulfilment, venue)));
  const cards = venues.flatMap((card) => (card.ok ? [card.value] : []));
  const refused = take(envelope(command, { destination: destination.value, cards }));
  if (refused) return c.json({ valid: false, order: null, explain: null, problems: [problemOf(refused)] }, 200);

  const indexOf = new Map<string, number>();
  for (const [index, { venue, lines = [] }] of buckets.entries()) {
    const card = venues[index];
    if (!card?.ok) {
      if (card) problems.push({ ...problemOf(card.error), venue });
      continue;
    }
    const hash = card.value.menuHashes[channelOf(body.orderType)];
    const ids = lines.map(({ productId }) => productId);
    const menu = hash === undefined ? undefined : (cachedProducts(hash, ids) ?? (await readProducts(c.env.MENUS, hash, ids)));
    for (const [line, asked] of askedLines(lines, NOWHERE, `${NOWHERE}/${index}`, currency).entries()) {
      const why = take(envelope({ type: "AppendLines", venue, lines: [asked] }, { card: card.value }), menu);
      if (why) problems.push({ ...problemOf(why), venue, line });
      else indexOf.set(asked.id, line);
    }
  }
  const basket = basketOf(asExisting(state));
  if (basket) {
    const discounts = evaluate(await recentDiscountRules(c.env.DB, tenant), basket);
    const actor = { kind: "service" as const, service: "discount" as const };
    if (discounts.length > 0)
      take(envelope({ type: "ApplyDiscounts", revision: basket.revision, layer: RULES_LAYER, discounts }, { actor }));
  }
  const order = asExisting(state);
  const placing = envelope({ type: "CompleteOrder" }, { cards });
  for (const { venue, line, why } of placingObstacles(order, placing)) {
    const index = line === undefined ? undefined : indexOf.get(line);
    problems.push({ ...problemOf(why), venue, ...(index !== undefined && { line: index }) });
  }
  for (const [venue, why] of await shortagesOf(c.env, order, placing)) problems.push({ ...problemOf(why), venue });
  const { id: _id, claimCode: _code, tenant: _tenant, seq: _seq, ...shown } = view(order);
  const { order: _order, seq: __, ...why } = explain(order);
  return c.json({ valid: problems.length === 0, order: plainJson(shown), explain: plainJson(why), problems }, 200);
});

/** As it leaves: without the fields that say nothing. */
const plainJson = (value: object): Record<string, unknown> => wireOrder(JSON.stringify(value));

function asExisting(state: OrderState) {
  if (state.status === "ABSENT") throw new Error("the order was created above");
  return state;
}
