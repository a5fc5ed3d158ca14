// The small venue's compiled menu, and the chain's discount rules, where orders look for them. For tests only.
import { env } from "cloudflare:workers";
import { menu, noRules } from "../../domain/order/given.fixture";

export async function storeMenu(): Promise<void> {
  await env.MENUS.put("book:h1", JSON.stringify(menu));
  await env.MENUS.put(`rules:${noRules.hash}`, JSON.stringify(noRules.rules));
}
