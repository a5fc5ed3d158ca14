// One story's world: a chain's orders and venues, which are the real ones, whoever deals with them, and the bookkeeper who looks on.
import type { DiscountRule } from "../../../domain/discount/rule.ts";
import type { Actor, CommandEnvelope, OrderCommand } from "../../../domain/order/commands.ts";
import { exports as entrypoints } from "./objects/runtime.ts";
import type { Dice } from "../lib/dice.ts";
import { Bookkeeper } from "./bookkeeper/bookkeeper.ts";
import { cardOf, type Chain, chainOf, menuOf, nameOf, TENANT, VENUES, venueNameOf } from "./chain.ts";
import type { Sources } from "./objects/load.ts";
import { Network, Unanswered } from "./objects/network.ts";
import { VirtualTime } from "./objects/virtual-time.ts";
import { Provider } from "./provider.ts";

const NOON = Date.parse("2026-11-22T12:00:00.000Z");
const LISTENS = ["hold", "confirm", "release", "setStock"] as const;

/** The order's answer; undefined when there was none. */
export type Answer = { ok: boolean; error?: { code: string } } | undefined;

export class World {
  readonly time = new VirtualTime(NOON);
  readonly chain: Chain;
  readonly network: Network;
  readonly books: Bookkeeper;
  readonly provider: Provider;
  /** What has happened, line by line. */
  readonly told: string[] = [];
  readonly faults: string[] = [];
  /** Requests that had no answer and will be repeated, word for word. */
  readonly again: (() => void)[] = [];
  /** Ids of the orders that were asked for. */
  readonly orders: string[] = [];
  /** Hashes of the rule sets that the store has not got yet. */
  readonly missing = new Set<string>();
  commands = 0;
  /** For everything that chance decides now. */
  dice: Dice;
  readonly #sources: Sources;
  readonly #ids = new Map<string, number>();
  /** By the discount worker's command, the rules that it was worked out from. */
  readonly #workedOut = new Map<string, readonly DiscountRule[]>();
  readonly #stopTime: () => void;

  constructor(sources: Sources, dice: Dice) {
    this.#sources = sources;
    this.dice = dice;
    this.#stopTime = this.time.install(() => this.dice);
    this.chain = chainOf(dice);
    this.network = new Network({
      time: this.time,
      make: (name, context) => this.#make(name, context),
      service: (name) => (method, args) => this.#serve(name, method, args),
      fault: (what) => this.fault(what),
    });
    this.provider = new Provider({
      send: (envelope) => void this.send(envelope, 1),
      tell: (line) => this.tell(line),
      chance: (probability) => this.dice.chance(probability),
      asked: (reversal, order) => this.books.providerAsked(reversal, order),
      gave: () => this.books.providerGave(),
    });
    const { chain, network, orders, provider } = this;
    this.books = new Bookkeeper({ chain, network, orders, purse: provider, fault: (what) => this.fault(what) });
    entrypoints.Payments = { refund: (source, reversal) => this.network.call("provider", "refund", [source, reversal]) };
  }

  fault(what: string): void {
    this.faults.push(what);
  }

  tell(line: string): void {
    this.told.push(line);
  }

  /** A name that tells what it is of: `kind` is one of the digits 8, 9, a and b. */
  newId(kind: "8" | "9" | "a" | "b"): string {
    const number = (this.#ids.get(kind) ?? 0) + 1;
    this.#ids.set(kind, number);
    return `00000000-0000-4000-${kind}000-${String(number).padStart(12, "0")}`;
  }

  close(): void {
    this.#stopTime();
    this.network.close();
  }

  /** Through the API, as far as it matters here: with the venues' cards of this moment. */
  ask(who: Actor, order: string, command: OrderCommand, more: Partial<CommandEnvelope> = {}): Promise<Answer> {
    const cards = VENUES.map((venue) => cardOf(venue, this.chain));
    const named = "venue" in command ? command.venue : command.type === "CreateOrder" ? command.append?.venue : undefined;
    const card = cards.find(({ venue }) => venue === named);
    const id = `c${++this.commands}`;
    return this.send({
      tenant: TENANT,
      region: "global",
      order,
      commandId: id,
      correlationId: id,
      actor: who,
      at: new Date().toISOString(),
      ...(card && { card }),
      cards,
      command,
      ...more,
    });
  }

  /** Whoever gets no answer asks again under the same id, or gives up. */
  async send(envelope: CommandEnvelope, patience = 0.8): Promise<Answer> {
    const who = envelope.actor.kind === "user" ? envelope.actor.user : envelope.actor.service;
    const what = `${who}: ${asSaid(envelope)}`;
    this.tell(what);
    try {
      const answer: Answer = await this.network.call(nameOf(envelope.order), "execute", [envelope]).then(Object);
      this.tell(`  ${envelope.commandId} → ${answer?.ok ? "ok" : answer?.error?.code}`);
      return answer;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      this.tell(`  ${envelope.commandId} → no answer`);
      if (!this.dice.chance(patience)) return undefined;
      return new Promise((resolve) => void this.again.push(() => resolve(this.send(envelope, patience))));
    }
  }

  #make(name: string, context: object): object | undefined {
    const { OrderObject, VenueObject } = this.#sources;
    const isVenue = name.startsWith(venueNameOf(""));
    const object = isVenue ? new VenueObject(context, this.#env()) : new OrderObject(context, this.#env());
    const [, , id = ""] = name.split("/");
    if (isVenue) for (const method of LISTENS) listen(object, method, (args, value) => this.books.venueHeard(id, method, args, value));
    else listen(object, "execute", ([envelope], value) => void this.#discountsBrought(Object(envelope), value));
    return object;
  }

  /** The order has taken the discount worker's word: by these rules. */
  async #discountsBrought({ command, commandId }: CommandEnvelope, value: unknown): Promise<void> {
    const rules = this.#workedOut.get(JSON.stringify(command));
    if (!rules) return;
    const { ok, value: accepted }: { ok?: boolean; value?: { repeated?: boolean } } = Object(await value);
    if (ok && !accepted?.repeated) this.books.rulesBroughtWith(commandId, rules);
  }

  #env(): object {
    const { network } = this;
    const objects = { getByName: (name: string) => network.stub(name) };
    const feed = { hear: async () => ({ gateways: [] }), tell: async () => {} };
    return {
      ORDER: objects,
      VENUE: objects,
      FEED: { getByName: () => feed },
      GATEWAY: {},
      SESSION: {},
      KEYS: "",
      MENUS: { get: (key: string) => network.call("menus", "get", [key]) },
      DISCOUNTS: { send: (job: unknown) => network.call("discounts", "send", [job]) },
      // Reports and webhooks say nothing of money or stock: their work is done at once.
      PROJECTIONS: { send: async (job: Job) => this.#acknowledge("projections", job) },
      WEBHOOKS: { send: async (job: Job) => this.#acknowledge("webhooks", job) },
      MENU_QUEUE: { sendBatch: async (jobs: { body: { recheck: string } }[]) => this.recheck(jobs[0]?.body.recheck ?? "") },
    };
  }

  #acknowledge(destination: string, { order, from, to }: Job): void {
    this.network.peek(nameOf(order), "acknowledge", [destination, from, to]);
  }

  /** What a venue sells has changed: its open baskets are looked at again. */
  recheck(venue: string): void {
    for (const order of this.orders) {
      if (this.books.of(order)?.status === "NEW")
        void this.ask({ kind: "service", service: "menu" }, order, { type: "RecheckLines", venue });
    }
  }

  #serve(name: string, method: string, args: unknown[]): unknown {
    if (name === "menus") return this.#stored(String(args[0]));
    if (name === "discounts") return this.#discount(Object(args[0]));
    if (name === "provider" && method === "refund") return this.provider.refund(Object(args[1]));
    throw new Error(`nobody is called ${name}`);
  }

  #stored(key: string): string | null {
    const [kind = "", ...rest] = key.split(":");
    const hash = rest.join(":");
    if (kind === "book") return JSON.stringify(menuOf(hash));
    const set = this.chain.rules.find((rules) => rules.hash === hash);
    return set && !this.missing.has(hash) ? JSON.stringify(set.rules) : null;
  }

  /** The discount worker takes a job; one that fails comes again. */
  #discount(job: Job): void {
    const rules = this.chain.rules.at(-1)?.rules ?? [];
    const ask = (method: string, ...args: unknown[]) => this.network.call(nameOf(job.order), method, args);
    const order = {
      basket: () => ask("basket"),
      execute: (envelope: CommandEnvelope) => {
        this.#workedOut.set(JSON.stringify(envelope.command), rules);
        return ask("execute", envelope);
      },
      acknowledge: (destination: string, from: number, to: number) => ask("acknowledge", destination, from, to),
    };
    void this.#sources
      .discount(job, { order, rules: async () => rules, now: () => new Date().toISOString() })
      .catch(() => void this.again.push(() => this.#discount(job)));
  }
}

/** `hear` is told of each call of the method, with what it has answered. */
function listen(object: object, method: string, hear: (args: unknown[], value: unknown) => void): void {
  const act: unknown = Reflect.get(object, method);
  if (typeof act !== "function") throw new Error(`there is no method ${method}`);
  const heard = (...args: unknown[]): unknown => {
    const value: unknown = Reflect.apply(act, object, args);
    hear(args, value);
    return value;
  };
  Object.defineProperty(object, method, { value: heard });
}

type Job = { order: string; from: number; to: number };

/** A command as a story tells it. */
function asSaid({ command, order, commandId }: CommandEnvelope): string {
  const { type, ...rest } = command;
  return `${type} ${commandId} on ${order} ${JSON.stringify(rest)}`;
}
