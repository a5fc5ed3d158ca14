// What must be known before a command's turn begins, for nothing is waited for in it: products of the venue's menu, and the chain's discount rules.
import type { RuleSet } from "../../domain/discount/rule-set";
import { channelOf } from "../../domain/menu/channel";
import type { CompiledMenu } from "../../domain/menu/compiled";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { isOpenBasket } from "../../domain/order/discountable";
import { linesOf, type OrderState } from "../../domain/order/state";
import { knownProducts, readProducts } from "../../protocol/books";
import { knownRuleSet, readRuleSet } from "../../protocol/rule-sets";
import { within } from "../lib/within";

export type Prerequisites = { menu?: CompiledMenu | undefined; ruleSet?: RuleSet | undefined };

/** Discounts that take longer to look up than a guest should wait come later. */
const RULES_WITHIN_MS = 500;

/** At once when this isolate knows all of it, the way of almost every command. @throws Error when a menu is not in store (yet): the caller may try again. */
export function prerequisites(menus: KVNamespace, envelope: CommandEnvelope, state: OrderState): Prerequisites | Promise<Prerequisites> {
  const products = productsPriced(envelope.command, state);
  const menuHash = products.length > 0 ? menuHashOf(envelope, state) : undefined;
  const rulesHash = rulesHashOf(envelope, state);
  const menu = menuHash === undefined ? undefined : knownProducts(menuHash, products);
  const ruleSet = rulesHash === undefined ? undefined : knownRuleSet(rulesHash);
  if ((menuHash === undefined || menu) && (rulesHash === undefined || ruleSet)) return { menu, ruleSet };
  return Promise.all([
    menu ?? (menuHash === undefined ? undefined : readProducts(menus, menuHash, products)),
    ruleSet ?? (rulesHash === undefined ? undefined : rulesInTime(menus, rulesHash)),
  ]).then(([readMenu, readRules]) => ({ menu: readMenu, ruleSet: readRules }));
}

/** Ids of products; none when the command needs no menu. A line never changes its product, so nothing that happens meanwhile makes them others. */
export function productsPriced(command: OrderCommand, state: OrderState): string[] {
  if (command.type === "AppendLines") return command.lines.map(({ productId }) => productId);
  if (command.type === "CreateOrder") return (command.append?.lines ?? []).map(({ productId }) => productId);
  if (command.type === "RecheckLines" && state.status !== "ABSENT") {
    return state.buckets.filter(({ venue }) => venue === command.venue).flatMap(({ lines }) => lines.map(({ productId }) => productId));
  }
  if (command.type !== "MoveLines" || state.status === "ABSENT") return [];
  const moved = new Set(command.lines);
  return linesOf(state).flatMap(({ id, productId }) => (moved.has(id) ? [productId] : []));
}

function menuHashOf({ command, card }: CommandEnvelope, state: OrderState): string | undefined {
  const orderType = state.status === "ABSENT" ? command.type === "CreateOrder" && command.orderType : state.orderType;
  return orderType ? card?.menuHashes[channelOf(orderType)] : undefined;
}

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
  return within(RULES_WITHIN_MS, readRuleSet(menus, hash)).catch((error: unknown) => {
    console.warn(JSON.stringify({ event: "discount_rules.unread", rules: hash, error: String(error) }));
    return undefined;
  });
}
