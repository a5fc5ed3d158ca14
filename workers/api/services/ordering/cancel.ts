// Cancelling gives the money back first: an order whose refund fails is not cancelled (WIRE.md section 2.2).
import { z } from "@hono/zod-openapi";
import { CANCELLING, mayCancel } from "../../../../domain/order/policy";
import { orderName } from "../../../../protocol/feed";
import { readKeys } from "../../../../protocol/keys";
import { StatusInfoBody } from "../../../../protocol/ordering";
import { reach } from "../../../../protocol/reach";
import { refuse, router } from "../../http/refuse";
import { isOrderIdOf } from "../../../../protocol/order-seal";
import { refundPayments } from "../payment/refunds";
import { commandRoute } from "./routes";
import { submit } from "./submit";

/** What this route reads of the wire order. */
const Paid = z.object({
  status: z.string(),
  buckets: z.array(z.object({ venue: z.string() })),
  payments: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      source: z.string(),
      amount: z.string(),
      extra: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

export const cancelRoutes = router().openapi(
  commandRoute("cancel", "Cancel, with refund", StatusInfoBody, { required: false }),
  async (c) => {
    const { order } = c.req.valid("param");
    const body = c.req.valid("json") ?? {};
    const { tenant, region, user, roles } = c.var.principal;
    if (!isOrderIdOf(readKeys(c.env.KEYS).ids, tenant, order)) return refuse(c, { code: "order-not-found" });
    const seen = await reach(c.env.ORDER, region, orderName(tenant, order)).view({ user, roles });
    if (!seen.ok) return refuse(c, seen.error);

    const { status, buckets, payments } = Paid.parse(JSON.parse(seen.value.body));
    const venues = buckets.map(({ venue }) => venue);
    if (!mayCancel(roles, venues)) return refuse(c, { code: "forbidden", needs: CANCELLING.map((role) => `ROLE_${role}`) });
    const open = !["CLOSED", "ABANDONED", "CANCELLED"].includes(status);
    const refunds = open ? await refundPayments(c.env, { tenant, id: order }, payments) : { ok: true as const, value: [] };
    if (!refunds.ok) return refuse(c, refunds.error);
    return submit(c, order, { type: "CancelOrder", refunds: refunds.value, ...(body.statusInfo && { statusInfo: body.statusInfo }) });
  },
);
