// What must be known before a command's turn begins, for nothing is waited for in it: products of the venues' menus, and the chain's
// discount rules.
import type { RuleSet } from "../../domain/discount/rule-set";
import { channelOf } from "../../domain/menu/channel";
import type { CompiledMenu } from "../../domain/menu/compiled";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { isOpenBasket } from "../../domain/order/discount-basket";
import { listingOf } from "../../domain/order/sold-line";
import { type Line, linesOf, type OrderState } from "../../domain/order/state";
import { cachedProducts, readProducts } from "../../runtime/menu-cache";
import { knownRuleSet, readRuleSet } from "../../runtime/rule-sets";
import { withTimeout } from "../../runtime/timeout";
import { log } from "../../runtime/log";

/** `menu`: of the venue of the envelope's card. `menus`: by venue, where lines of several are sold anew. */
export type Prerequisites = {
  menu?: CompiledMenu | undefined;
  menus?: ReadonlyMap<string, CompiledMenu> | undefined;
  ruleSet?: RuleSet | undefined;
};

/** Products of one compiled menu; `venue` where the command looks at several. */
type Needed = { venue?: string; hash: string; products: string[] };

/** Discounts that take longer to look up than a guest should wait come later. */
const RULES_WITHIN_MS = 500;

/** At once when this isolate knows all of it, the way of almost every command. @throws TemporaryError when a menu is not in store (yet). */
export function prerequisites(menus: KVNamespace, envelope: CommandEnvelope, state: OrderState): Prerequisites | Promise<Prerequisites> {
  const needed = menusNeeded(envelope, state);
  const rulesHash = rulesHashOf(envelope, state);
  const known = needed.map(({ hash, products }) => cachedProducts(hash, products));
  const ruleSet = rulesHash === undefined ? undefined : knownRuleSet(rulesHash);
  if (known.every((menu) => menu !== undefined) && (rulesHash === undefined || ruleSet)) return { ...byVenue(needed, known), ruleSet };
  return Promise.all([
    Promise.all(needed.map(async ({ hash, products }, index) => known[index] ?? readProducts(menus, hash, products))),
    ruleSet ?? (rulesHash === undefined ? undefined : rulesInTime(menus, rulesHash)),
  ]).then(([read, readRules]) => ({ ...byVenue(needed, read), ruleSet: readRules }));
}

function byVenue(needed: readonly Needed[], menus: readonly (CompiledMenu | undefined)[]): Omit<Prerequisites, "ruleSet"> {
  const [first] = needed;
  if (first?.venue === undefined) return { menu: menus[0] };
  const read = needed.flatMap(({ venue }, index): [string, CompiledMenu][] => {
    const menu = menus[index];
    return venue !== undefined && menu ? [[venue, menu]] : [];
  });
  return { menus: new Map(read) };
}

/** A line never changes its product, so nothing that happens meanwhile makes them others. */
function menusNeeded({ command, card, cards = [] }: CommandEnvelope, state: OrderState): Needed[] {
  if (command.type === "ReleaseLines") {
    const { channel, lines, merge } = command;
    if (channel === undefined || state.status === "ABSENT" || channel === channelOf(state.orderType)) return [];
    return cards.flatMap(({ venue, menuHashes }) => {
      const hash = menuHashes[channel];
      const sold = state.buckets.filter((bucket) => bucket.venue === venue).flatMap((bucket) => bucket.lines);
      const products = sold.filter(({ id }) => merge || lines?.includes(id)).flatMap(entriesOf);
      return hash === undefined || products.length === 0 ? [] : [{ venue, hash, products }];
    });
  }
  const products = productsPriced(command, state);
  const orderType = state.status === "ABSENT" ? command.type === "CreateOrder" && command.orderType : state.orderType;
  const hash = orderType ? card?.menuHashes[channelOf(orderType)] : undefined;
  return hash === undefined || products.length === 0 ? [] : [{ hash, products }];
}

function productsPriced(command: OrderCommand, state: OrderState): string[] {
  if (command.type === "AppendLines") return command.lines.map(({ productId }) => productId);
  if (command.type === "CreateOrder") return (command.append?.lines ?? []).map(({ productId }) => productId);
  if (command.type === "RecheckLines" && state.status !== "ABSENT") {
    return state.buckets.filter(({ venue }) => venue === command.venue).flatMap(({ lines }) => lines.flatMap(entriesOf));
  }
  if (command.type !== "MoveLines" || state.status === "ABSENT") return [];
  const moved = new Set(command.lines);
  return linesOf(state).flatMap((line) => (moved.has(line.id) ? entriesOf(line) : []));
}

/** What a menu may know the line by: the entry that it was sold from, and the product itself where that is not listed apart. */
const entriesOf = (line: Line): string[] => [...new Set([listingOf(line), line.productId])];

/** The rules that the basket will be priced with; undefined where nothing in it can earn a discount. */
function rulesHashOf({ command, card }: CommandEnvelope, state: OrderState): string | undefined {
  const sells = command.type === "AppendLines" || command.type === "CreateOrder" || command.type === "MoveLines";
  if (sells && card && card.discountTags.length > 0) return card.discountRules;
  if (command.type === "ReceiveLines") return command.discountRules;
  if (state.status === "ABSENT" || !isOpenBasket(state)) return undefined;
  const lines = [...state.buckets, ...state.transfers.flatMap(({ buckets }) => buckets)].flatMap((bucket) => bucket.lines);
  return lines.some(({ eligible }) => eligible) ? state.discountRules : undefined;
}

function rulesInTime(menus: KVNamespace, hash: string): Promise<RuleSet | undefined> {
  return withTimeout(RULES_WITHIN_MS, readRuleSet(menus, hash)).catch((error: unknown) => {
    log("warn", "discount_rules.read_failed", { rules: hash, error });
    return undefined;
  });
}
