// The demo chain on a platform: loaded once, its menus compiled through the product itself,
// its webhooks sent to a receiver on this machine.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { signIn, type ApiClient } from "./api-client.ts";
import { readLocalCertificate } from "./certificate.ts";
import type { DemoSheet } from "./demo-sheet.ts";
import type { PlatformFlags } from "./flags.ts";
import type { Platform } from "./open-platform.ts";
import { Refusal } from "./refusal.ts";
import { loadSeed, readSeed, type Seed } from "./seed.ts";
import { runningOn } from "./state-folder.ts";
import { openWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from "./webhook-receiver.ts";

const COMPILE_TIMEOUT_MS = 30_000;
const RECEIVER_FILE = "receiver.json";

export type DemoChain = { sheet: DemoSheet; receiver: WebhookReceiver };

/**
 * Makes the chain ready to be used and announces the platform to its companions. Repeated, it changes nothing.
 * `properties`: the chain's, of those that it does not have.
 */
export async function openDemoChain(
  platform: Platform,
  onWebhook: (webhook: ReceivedWebhook) => void,
  properties: Record<string, string> = {},
): Promise<DemoChain> {
  const seed = readSeed();
  const tenant = { ...seed.tenant, properties: { ...properties, ...seed.tenant.properties } };
  await loadSeed(platform.db, { ...seed, tenant }, platform.pepper);
  const sheet = sheetOf(seed, platform);
  const admin = await signIn(sheet.baseUrl, sheet, sheet.users.admin.login, sheet.users.admin.password);
  await compileMenus(admin, sheet);
  const receiver = await openReceiver(platform, admin, seed, onWebhook);
  platform.announce();
  return { sheet, receiver };
}

/** What a program must know of the chain on the platform that runs here. @throws Refusal when none does */
export function readDemoSheet({ persist, port, tlsPort }: PlatformFlags): DemoSheet {
  const running = runningOn(persist);
  if (!running) throw new Refusal(`no platform is running on ${persist}: run npm start, with the same flags`);
  const { baseUrl, tlsUrl } = running;
  if (!baseUrl || !tlsUrl) throw new Refusal(`the platform on ${persist} is still starting: try again in a moment`);
  const elsewhere = [
    [port, baseUrl],
    [tlsPort, tlsUrl],
  ].find(([wanted, url]) => wanted !== undefined && new URL(String(url)).port !== String(wanted));
  if (elsewhere) throw new Refusal(`the platform on ${persist} is at ${elsewhere[1]}, not on port ${elsewhere[0]}`);
  const certificate = readLocalCertificate(join(persist, "certificate.json"));
  if (!certificate) throw new Refusal(`the platform on ${persist} has lost its certificate: start it again`);
  return sheetOf(readSeed(), { baseUrl, tlsUrl, caCert: certificate.ca });
}

function sheetOf(seed: Seed, { baseUrl, tlsUrl, caCert }: Pick<Platform, "baseUrl" | "tlsUrl" | "caCert">): DemoSheet {
  const { tenant, users, venues, "demo-products": products, "webhook-endpoint": endpoint } = seed;
  return {
    baseUrl,
    tlsUrl,
    caCert,
    tenant: tenant.id,
    basicAuth: Buffer.from(`${tenant.client.id}:${tenant.client.secret}`).toString("base64"),
    venues: venues.map(({ id, name, menu, timeZone }) => ({ id, name, menu, timeZone })),
    users: {
      admin: loginOf(users.admin),
      manager: loginOf(users.manager),
      kds: loginOf(users.kds),
      pos: loginOf(users.pos),
      courier: loginOf(users.courier),
      customer: loginOf(users.customer),
    },
    products: { simple: products.simple.product, configurable: products.configurable.product, pizza: products.pizza.product },
    productConfigs: { simple: products.simple.config, configurable: products.configurable.config, pizza: products.pizza.config },
    webhook: { endpointId: endpoint.id, secret: endpoint.secret },
  };
}

const loginOf = ({ id, login, password, roles }: Seed["users"]["admin"]) => ({ login, password, uuid: id, roles });

/** A venue without its menu cannot sell: asks for what is missing, and waits until every venue shows its menu. */
export async function compileMenus(admin: ApiClient, { venues }: Pick<DemoSheet, "venues">): Promise<void> {
  const shown = async ({ id, menu }: DemoSheet["venues"][number]) =>
    (await admin.call("GET", `/menu-api/api/menu/${menu}?channel=TAKE_AWAY&instance=${id}`)).status === 200;
  const missing = async () =>
    (await Promise.all(venues.map(async (venue) => ({ venue, there: await shown(venue) })))).filter(({ there }) => !there);

  for (const menu of new Set((await missing()).map(({ venue }) => venue.menu))) {
    const asked = await admin.call("POST", `/menu-api/api/menus/${menu}/compile`);
    if (asked.status !== 202) throw new Error(`the menu ${menu} cannot be compiled: ${asked.status} ${JSON.stringify(asked.body)}`);
  }
  const deadline = Date.now() + COMPILE_TIMEOUT_MS;
  for (let left = await missing(); left.length > 0; left = await missing()) {
    if (Date.now() > deadline)
      throw new Error(`no compiled menu for ${left.map(({ venue }) => venue.id).join(", ")}; see the failures of queue "menu"`);
    await pause(100);
  }
}

/** The receiver keeps its port when it can. */
async function openReceiver(
  platform: Platform,
  admin: ApiClient,
  seed: Seed,
  onWebhook: (webhook: ReceivedWebhook) => void,
): Promise<WebhookReceiver> {
  const before = lastReceiver(platform);
  const { secret } = seed["webhook-endpoint"];
  const receiver = await openWebhookReceiver(secret, onWebhook, before === undefined ? 0 : Number(new URL(before).port));
  try {
    writeFileSync(platform.stateFile(RECEIVER_FILE), JSON.stringify({ url: receiver.url }));
    await pointEndpoint(admin, seed, before, receiver.url);
    return receiver;
  } catch (error) {
    await receiver.close();
    throw error;
  }
}

/** The endpoint's address follows only if it still is the receiver's: an operator may have changed it. */
async function pointEndpoint(admin: ApiClient, seed: Seed, before: string | undefined, url: string): Promise<void> {
  const { id, secret, types, description } = seed["webhook-endpoint"];
  const made = await admin.call("POST", "/admin-api/api/webhooks", { id, secret, url, types, description });
  if (made.status === 201 || (made.status === 409 && url === before)) return;
  const known: { url?: string } = Object((await admin.call("GET", `/admin-api/api/webhooks/${id}`)).body);
  if (before !== undefined && known.url === before) await admin.call("PATCH", `/admin-api/api/webhooks/${id}`, { url });
}

function lastReceiver(platform: Platform): string | undefined {
  try {
    const { url }: { url?: string } = JSON.parse(readFileSync(platform.stateFile(RECEIVER_FILE), "utf8"));
    return url !== undefined && URL.canParse(url) ? url : undefined;
  } catch {
    return undefined;
  }
}
