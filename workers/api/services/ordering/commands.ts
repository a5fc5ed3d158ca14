// `POST /ordering-api/api/order/…`: one route per command (WIRE.md sections 2.2 and 2.3; paths that no source prints follow the same style).
import type { Context } from "hono";
import type { OrderCommand } from "../../../../domain/order/commands";
import {
  AppendBody,
  CommentBody,
  ContactBody,
  DueBody,
  ExtraBody,
  LineIds,
  NewOrderBody,
  QuantityBody,
  QueuePosBody,
  StatusInfoBody,
  VoidBody,
} from "../../../../protocol/ordering";
import { readKeys } from "../../../../protocol/keys";
import { tenantCard, venueCard } from "../../cards";
import type { Api } from "../../env";
import { refuse, router } from "../../http/refuse";
import { orderIdOf, partIdOf } from "../../ids";
import { z } from "@hono/zod-openapi";
import { askedLines } from "./lines";
import { commandRoute, lineCommentRoute, newOrderRoute } from "./routes";
import { idsOf, submit } from "./submit";

const optional = { required: false };
/** Published clients send `{}` or nothing where there is nothing to say. */
const Nothing = z.strictObject({}).nullish();

const give = (c: Context<Api>, command: OrderCommand) => submit(c, c.req.param("order") ?? "", command);

const infoOf = (body: { statusInfo?: string | null | undefined } | undefined) => (body?.statusInfo ? { statusInfo: body.statusInfo } : {});

export const commandRoutes = router()
  .openapi(newOrderRoute(NewOrderBody), async (c) => {
    const body = c.req.valid("json");
    const { tenant, user } = c.var.principal;
    const { correlationId, commandId } = idsOf(c);
    const order = orderIdOf(readKeys(c.env.KEYS).ids, tenant, user, correlationId);
    const chain = await tenantCard(c.env, tenant);
    if (!chain.ok) return refuse(c, chain.error);

    const first = body.buckets?.find(({ lines = [] }) => lines.length > 0);
    const card = first && (await venueCard(c.env, tenant, first.venue));
    if (card && !card.ok) return refuse(c, card.error);
    const { currency } = chain.value;
    const { userId: _id, roles: _roles, extra: _extra, ...contact } = body.users?.[0] ?? {};
    const command: OrderCommand = {
      type: "CreateOrder",
      orderType: body.orderType,
      source: body.source ?? body.extra?.["x-source"] ?? "WEB",
      currency,
      contact,
      ...(body.deliveryAddress && { address: body.deliveryAddress }),
      ...(body.geoPosition && { geoPosition: body.geoPosition }),
      ...(body.extra && { extra: body.extra }),
      ...(body.due && { due: new Date(body.due).toISOString() }),
      ...(first?.lines && { append: { venue: first.venue, lines: askedLines(first.lines, order, commandId, currency) } }),
    };
    return submit(c, order, command, card?.value);
  })
  .openapi(commandRoute("append", "Add lines", AppendBody), async (c) => {
    const { venue, lines } = c.req.valid("json");
    const { order } = c.req.valid("param");
    const card = await venueCard(c.env, c.var.principal.tenant, venue);
    if (!card.ok) return refuse(c, card.error);
    const { commandId } = idsOf(c);
    return submit(c, order, { type: "AppendLines", venue, lines: askedLines(lines, order, commandId, card.value.currency) }, card.value);
  })
  .openapi(commandRoute("lines/remove", "Remove lines from the basket", LineIds), (c) =>
    give(c, { type: "RemoveLines", lines: c.req.valid("json") }),
  )
  .openapi(commandRoute("lines/quantity", "Change a line's quantity", QuantityBody), (c) =>
    give(c, { type: "ChangeQuantity", ...c.req.valid("json") }),
  )
  .openapi(commandRoute("lines/confirm", "Lines → CONFIRMED", LineIds), (c) =>
    give(c, { type: "ConfirmLines", lines: c.req.valid("json") }),
  )
  .openapi(commandRoute("lines/processing", "Lines → PROCESSING", LineIds), (c) =>
    give(c, { type: "StartLines", lines: c.req.valid("json") }),
  )
  .openapi(commandRoute("lines/processed", "Lines → PROCESSED", LineIds), (c) =>
    give(c, { type: "ProcessLines", lines: c.req.valid("json") }),
  )
  .openapi(commandRoute("lines/void", "Lines → VOID", VoidBody), (c) => {
    const body = c.req.valid("json");
    return give(c, { type: "VoidLines", ...(Array.isArray(body) ? { lines: body } : body) });
  })
  .openapi(commandRoute("contact", "Set the guest's contact", ContactBody), (c) =>
    give(c, { type: "SetContact", contact: c.req.valid("json") }),
  )
  .openapi(commandRoute("extra", "Store extra facts", ExtraBody), (c) => give(c, { type: "StoreExtra", store: c.req.valid("json").store }))
  .openapi(commandRoute("due", "Set when the order is wanted", DueBody), (c) => give(c, { type: "SetDue", due: c.req.valid("json").due }))
  .openapi(commandRoute("comment", "Comment on the order (a bare JSON string)", CommentBody), (c) => {
    const { order } = c.req.valid("param");
    return give(c, { type: "CommentOrder", id: partIdOf(order, idsOf(c).commandId, 0), comment: c.req.valid("json") });
  })
  .openapi(lineCommentRoute, (c) => {
    const { order, line } = c.req.valid("param");
    return give(c, { type: "CommentLine", id: partIdOf(order, idsOf(c).commandId, 0), line, comment: c.req.valid("json") });
  })
  .openapi(commandRoute("queuePos", "Set the queue position at a venue", QueuePosBody), (c) => {
    const { venue, queuePos } = c.req.valid("json");
    return give(c, { type: "SetQueuePosition", venue, position: queuePos });
  })
  .openapi(commandRoute("complete", "Place the order (its payments cover the total)", Nothing, optional), (c) =>
    give(c, { type: "CompleteOrder" }),
  )
  .openapi(commandRoute("verify", "Mark as verified", Nothing, optional), (c) => give(c, { type: "VerifyOrder" }))
  .openapi(commandRoute("deliver", "Mark as handed over", Nothing, optional), (c) => give(c, { type: "DeliverOrder" }))
  .openapi(commandRoute("close", "Close a finished order", StatusInfoBody, optional), (c) =>
    give(c, { type: "CloseOrder", ...infoOf(c.req.valid("json")) }),
  )
  .openapi(commandRoute("abandon", "Give up an order that is not placed", StatusInfoBody, optional), (c) =>
    give(c, { type: "AbandonOrder", ...infoOf(c.req.valid("json")) }),
  );
