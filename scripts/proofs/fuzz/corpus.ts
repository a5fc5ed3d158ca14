// What there is to ask with: ids that really exist, learnt from the platform's own answers, so that requests get past the door.
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import type { Operation, Schema } from "../lib/contract.ts";
import type { Dice } from "../lib/dice.ts";
import type { Known } from "../lib/schema-example.ts";

const KEPT = 6;
/** Port 9 (discard): nobody answers there, and nothing leaves this machine. */
const NOWHERE = "http://127.0.0.1:9/";

type Order = { lines: string[]; total: string };
type Payment = { trx: string; link: string };

export class Corpus {
  readonly #sheet: DemoSheet;
  readonly #orders = new Map<string, Order>();
  readonly #payments: Payment[] = [];
  readonly #endpoints: string[];
  readonly #locks: string[] = ["lock-1"];
  readonly #modules: string[] = ["kiosk-waw-centrum"];
  readonly #refreshTokens: string[] = ["plain"];

  constructor(sheet: DemoSheet) {
    this.#sheet = sheet;
    this.#endpoints = [sheet.webhook.endpointId];
  }

  /** The order made last, if there is one. */
  get order(): string | undefined {
    return [...this.#orders.keys()].at(-1);
  }

  /** Remembers what an answer names. */
  learn(operation: Operation, body: string): void {
    const said: Record<string, unknown> = Object(parsed(body));
    const { orderId, lines, order, trxId, url, id, refresh_token: refreshToken } = said;
    if (typeof orderId === "string") {
      const known = this.#orders.get(orderId) ?? { lines: [], total: "0" };
      if (Array.isArray(lines)) known.lines = [...known.lines, ...lines.map(String)].slice(-KEPT);
      const { total }: { total?: string } = Object(order);
      if (total !== undefined) known.total = total;
      this.#orders.set(orderId, known);
      const [oldest] = this.#orders.keys();
      if (this.#orders.size > KEPT && oldest !== undefined) this.#orders.delete(oldest);
    }
    if (typeof trxId === "string" && typeof url === "string" && URL.canParse(url))
      keep(this.#payments, { trx: trxId, link: new URL(url).searchParams.get("t") ?? "" });
    if (operation.name === "POST /admin-api/api/webhooks" && typeof id === "string") keep(this.#endpoints, id);
    if (operation.name.endsWith("/auth-api/api/modules") && typeof id === "string") keep(this.#modules, id);
    if (operation.name === "POST /menu-api/api/manage-locks" && typeof id === "string") keep(this.#locks, id);
    if (typeof refreshToken === "string") keep(this.#refreshTokens, refreshToken);
  }

  /** Good values for one request: its order, and the lines of that order. */
  knownFor(operation: Operation, dice: Dice): Known {
    const { venues, products, productConfigs, users } = this.#sheet;
    const [order, { lines, total }] = [...this.#orders].at(-1 - dice.int(Math.max(1, this.#orders.size))) ?? [
      "",
      { lines: [], total: "0" },
    ];
    const payment = this.#payments.at(-1);
    const product = dice.pick(["simple", "configurable", "pizza"] as const);
    const line = { productId: products[product], quantity: 1 + dice.int(3), productConfig: productConfigs[product] };
    const venue = venues[0]?.id ?? "";
    const user = dice.pick(["admin", "kds", "customer"] as const);
    const fields: Record<string, () => unknown> = {
      order: () => order || undefined,
      orderId: () => order || undefined,
      line: () => lines.at(-1),
      venue: () => venue,
      instance: () => venue,
      menu: () => venues[0]?.menu,
      channel: () => "TAKE_AWAY",
      orderType: () => dice.pick(["TAKE_AWAY", "DINE_IN", "DELIVERY"]),
      product: () => line.productId,
      productId: () => line.productId,
      productConfig: () => line.productConfig,
      quantity: () => line.quantity,
      paymentType: () => dice.pick([1, 1, 10, 11]),
      amount: () => total,
      trx: () => payment?.trx,
      t: () => payment?.link,
      decision: () => dice.pick(["approve", "decline"]),
      lock: () => this.#locks.at(-1),
      // A lock on what the other requests order would end their way.
      products: () => ["drink-water"],
      instances: () => [venue],
      url: () => NOWHERE,
      returnUrl: () => NOWHERE,
      returnErrorUrl: () => NOWHERE,
      time: () => "2030-01-02T12:00:00Z",
      lat: () => 52.2,
      lng: () => 21.1,
      grant_type: () => dice.pick(["password", "password", "refresh_token"]),
      username: () => (dice.chance(0.8) ? "anonymous" : users[user].login),
      password: () => (dice.chance(0.8) ? "" : users[user].password),
      refresh_token: () => this.#refreshTokens.at(-1),
      token: () => this.#refreshTokens.at(-1),
    };
    return (field, schema) => {
      if (field === "lines") return linesFor(schema, line, lines);
      if (field === "id" && operation.path.includes("/webhooks/{id}")) return this.#endpoints.at(-1);
      if (field === "id" && operation.path.includes("/modules/{id}")) return this.#modules.at(-1);
      if (field === "type" && operation.path.includes("/module-types/")) return "KIOSK";
      if (field === "user" && operation.path.includes("/modules")) return null;
      if (field === "id" && operation.path.includes("/venues/")) return venue;
      if (field === "id" && operation.path.includes("/reports/")) return order || undefined;
      if (field === "id" && operation.method === "POST") return `01936a00-0000-7000-8000-${String(dice.int(1e9)).padStart(12, "0")}`;
      if (field === "" && operation.path.endsWith("/validateProduct")) return line.productConfig;
      if (field === "" && operation.name.includes("/lines/") && schema.type === "array")
        return lines.length > 0 ? lines.slice(-1) : undefined;
      return Object.hasOwn(fields, field) ? fields[field]?.() : undefined;
    };
  }
}

/** Lines to append are objects, lines to work on are ids. */
function linesFor({ items }: Schema, line: unknown, ids: string[]): unknown {
  if (items?.type === "object") return [line];
  return ids.length > 0 ? ids.slice(-1) : undefined;
}

function keep<T>(list: T[], fresh: T): void {
  list.push(fresh);
  if (list.length > KEPT) list.shift();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
