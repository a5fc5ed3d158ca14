// What must be known of an order before a command for it can be made.
import { z } from "zod";
import { OrderType } from "../../../../domain/menu/channel";
import { err, ok, type Result } from "../../../../domain/result";
import { orderName } from "../../../../protocol/feed";
import { readKeys } from "../../../../protocol/keys";
import { isOrderIdOf } from "../../../../protocol/order-seal";
import { reach } from "../../../../protocol/reach";
import type { Hitch, Making } from "./recipe";

const Seen = z.object({ orderType: OrderType });

/** The order, if it is there for the caller. */
export async function seenOf({ env, principal, order }: Making): Promise<Result<z.infer<typeof Seen>, Hitch>> {
  const { tenant, region, user, roles } = principal;
  if (!isOrderIdOf(readKeys(env.KEYS).ids, tenant, order)) return err({ code: "order-not-found" });
  const seen = await reach(env.ORDER, region, orderName(tenant, order)).view({ user, roles });
  return seen.ok ? ok(Seen.parse(JSON.parse(seen.value.body))) : err({ code: "order-not-found" });
}
