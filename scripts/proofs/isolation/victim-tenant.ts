// What the attacked chain has: orders in several states, locks, a failure, an endpoint, somebody who stays signed in.
import { drizzle } from "drizzle-orm/d1";
import { failures } from "../../../workers/lib/db/schema.ts";
import type { ApiClient } from "../../platform/api-client.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import type { Platform } from "../../platform/open-platform.ts";
import type { OwnedOrder } from "./orders.ts";
import { must } from "./orders.ts";

/** `venue`: one that the rival has not got. `refreshToken`: of a customer. `secrets`: texts that no other chain may ever read. */
export type VictimTenant = {
  venue: string;
  menu: string;
  lock: string;
  endpoint: string;
  failure: string;
  module: string;
  refreshToken: string;
  secrets: string[];
};

export async function fillVictimTenant(platform: Platform, admin: ApiClient, sheet: DemoSheet): Promise<VictimTenant> {
  const [first, second] = sheet.venues;
  if (!first || !second) throw new Error("the demo chain needs two venues");
  const lock = { id: "lock-of-the-house", products: [sheet.products.simple], instances: [second.id], lockReason: "a secret of the house" };
  await must(admin, "POST", "/menu-api/api/manage-locks", lock);
  await must(admin, "POST", "/menu-api/api/manage-locks", {
    ...lock,
    id: `${lock.id}-too`,
    products: ["drink-water"],
    instances: [first.id],
  });
  const failure = {
    id: "failure-of-the-house",
    queue: "menu",
    body: '"a failure of the house"',
    attempts: 3,
    failedAt: new Date().toISOString(),
  };
  await drizzle(platform.db)
    .insert(failures)
    .values({ tenant: sheet.tenant, ...failure });
  const module = { id: "module-of-the-house", type: "KIOSK", venue: second.id, config: { note: "a setting of the house" } };
  await must(admin, "POST", "/auth-api/api/modules", module);
  const { endpointId } = sheet.webhook;
  const { login, password } = sheet.users.customer;
  return {
    venue: second.id,
    menu: first.menu,
    lock: lock.id,
    endpoint: endpointId,
    failure: failure.id,
    module: module.id,
    refreshToken: await refreshTokenFor(sheet, { grant_type: "password", username: login, password }),
    secrets: [sheet.tenant, first.name, second.name, lock.id, lock.lockReason, failure.id, endpointId, module.config.note],
  };
}

/** @throws when the grant is refused */
export async function refreshTokenFor({ baseUrl, basicAuth, tenant }: DemoSheet, grant: Record<string, string>): Promise<string> {
  const headers = { authorization: `Basic ${basicAuth}`, "x-tenant": tenant };
  const answer = await fetch(`${baseUrl}/auth-oauth2/oauth/token`, { method: "POST", headers, body: new URLSearchParams(grant) });
  const { refresh_token: token }: { refresh_token?: string } = await answer.json();
  if (token === undefined) throw new Error(`no refresh token for ${grant.grant_type}: ${answer.status}`);
  return token;
}

/** Everything that an attack could have changed, as text. */
export async function inventory(admin: ApiClient, orders: readonly OwnedOrder[], { endpoint, venue }: VictimTenant): Promise<string> {
  const paths = [
    ...orders.map(({ id }) => `/ordering-api/api/orders/${id}`),
    "/menu-api/api/manage-locks",
    `/menu-api/api/locks/${venue}`,
    "/admin-api/api/webhooks",
    "/admin-api/api/failures",
    ...orders.map(({ id }) => `/admin-api/api/reports/orders?id=${id}`),
    "/venue-api/api/venues",
    "/auth-api/api/modules",
    "/auth-api/api/module-types/KIOSK",
  ];
  const seen = await Promise.all(paths.map(async (path) => [path, (await admin.call("GET", path)).body]));
  const { body: deliveries } = await admin.call("GET", `/admin-api/api/webhooks/${endpoint}/deliveries?_end=500`);
  const concerned = Array.isArray(deliveries)
    ? deliveries.filter(({ id }) => orders.some((order) => String(id).includes(order.id)))
    : deliveries;
  return JSON.stringify([...seen, concerned], null, 1);
}
