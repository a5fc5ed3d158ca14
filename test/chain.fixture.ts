// Another chain beside the demo's on the same platform: the same venues, menu and people, with rules of its own.
import { compileMenus } from "../scripts/platform/demo-chain.ts";
import { signIn } from "../scripts/platform/api-client.ts";
import { loadSeed, readSeed } from "../scripts/platform/seed.ts";
import type { TestPlatform } from "./platform.fixture.ts";

/**
 * `number`: of the chain, other than the demo's 1. `properties`: beside those of the demo chain. `products`: what its menu says of them
 * otherwise, by id.
 */
type Rules = { number: number; properties?: Record<string, string>; products?: Record<string, object> };

export async function openChain({ sheet, platform }: TestPlatform, { number, properties = {}, products = {} }: Rules) {
  const demo = readSeed();
  const tenant = `${sheet.tenant.slice(0, -2)}${String(number).padStart(2, "0")}`;
  const seed = {
    ...demo,
    tenant: { ...demo.tenant, id: tenant, properties: { ...demo.tenant.properties, ...properties } },
    "menu-items": demo["menu-items"].map((item) => ({ ...item, ...products[item.id] })),
  };
  await loadSeed(platform.db, seed, platform.pepper);
  const chain = { ...sheet, tenant };
  const { login, password } = sheet.users.admin;
  await compileMenus(await signIn(sheet.baseUrl, chain, login, password), chain);
  return chain;
}
