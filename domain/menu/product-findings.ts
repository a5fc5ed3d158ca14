// What a product for sale does not say, or says and cannot keep. It is sold, but not as it may be meant.
import { parseDecimal, roundHalfUp, compare, formatDecimal } from "../pricing/decimal";
import { comesToNothing } from "../pricing/line-price";
import { fromDecimal } from "../pricing/money";
import { err, ok } from "../result";
import { Channel } from "./channel";
import type { CompiledNode, Configuration, SaleTimes } from "./compiled";
import { compiledNode } from "./compiled-node";
import { configure } from "./configure";
import { neverShown } from "./filter-findings";
import type { FindingCode } from "./finding";
import { choicesOf } from "./group-bounds";
import { dearestChoice, firstChoice, type PriceOf } from "./least-choice";
import { plainName } from "./default-name";
import type { ProductFinding } from "./product-finding";
import type { KnownPriceLists } from "./known-price-lists";
import { alreadyChosen, discountFindings, type Sale, type Trial } from "./option-findings";
import type { ResolvedNode } from "./resolve";
import type { Violation } from "./violation";

/** `decimals`: of the currency. `lists`: the price lists that mean something. */
export type Tariff = { decimals: number; lists: KnownPriceLists };

/** `product`: with the contexts of its groups, and every price list in it. */
export function productFindings(product: ResolvedNode, onSale: SaleTimes | undefined, { decimals, lists }: Tariff): ProductFinding[] {
  const { id } = product;
  const of = (code: FindingCode, pointer: string, message: string): ProductFinding => ({ about: product, code, pointer, message });
  const found = partsOf(product).flatMap((part) => partFindings(part, part === product, { decimals, lists }));
  if (onSale && Object.keys(onSale).length === 0) found.push(of("never-on-sale", "/availability", `${id} is never on sale.`));
  const untaxed = Channel.options.filter((channel) => product.vat === undefined && product.taxes?.[channel] === undefined);
  if (untaxed.length > 0) {
    const where = untaxed.length === Channel.options.length ? "" : ` through ${untaxed.join(", ")}`;
    found.push(of("no-tax", "/vat", `${id} has no tax rate${where}: it is sold untaxed.`));
  }
  const priced = [...priceFindings(product, lists, of), ...giveawayFindings(product, lists, of)];
  return [...found, ...alreadyChosen(product), ...neverShown(product), ...priced, ...choiceFindings(product, { decimals, lists }, of)];
}

type Of = (code: FindingCode, pointer: string, message: string) => ProductFinding;

function partsOf(node: ResolvedNode): ResolvedNode[] {
  const parts = [node];
  for (const part of parts) parts.push(...part.items);
  return parts;
}

/** Prices that the node states: its own, and those of price lists. */
const pricesOf = ({ price, pricelists = [] }: ResolvedNode) => [
  { pointer: "/price", price },
  ...pricelists.map((list, index) => ({ pointer: `/pricelists/${index}/price`, price: list.price })),
];

const statesPrice = ({ price, pricelists = [] }: ResolvedNode): boolean =>
  price !== undefined || pricelists.some((list) => list.price !== undefined);

/** By itself, or by what is in it. */
export const couldBePriced = (node: ResolvedNode): boolean => statesPrice(node) || node.items.some(couldBePriced);

/** Whether something priced must be chosen in it. */
const isPricedByChoice = ({ items }: ResolvedNode): boolean =>
  items.some((group) => {
    const { selMin = 0, qtyMin = 0 } = group.attrs ?? {};
    return (selMin > 0 || qtyMin > 0) && choicesOf(group).every((item) => statesPrice(item) || isPricedByChoice(item));
  });

/** Names of the lists that alone have a price for it, where none of them holds everywhere; none if it has a price at any place and time. */
function listsAlone({ price, pricelists = [] }: ResolvedNode, lists: KnownPriceLists): string[] {
  const priced = pricelists.filter((list) => list.price !== undefined).map(({ name }) => name);
  return price !== undefined || priced.some(lists.isEverywhere) ? [] : priced;
}

/** Of one node of the product, by itself. `isRoot`: it is the product. */
function partFindings(part: ResolvedNode, isRoot: boolean, { decimals, lists }: Tariff): ProductFinding[] {
  const own = part.kind === "3e/product" ? ownFindings(part, isRoot) : groupFindings(part);
  const inside = isRoot || part.kind !== "3e/product" ? [] : optionFindings(part, lists);
  return [...own, ...inside, ...depositFindings(part, decimals), ...unknownListFindings(part, lists), ...roundingFindings(part, decimals)];
}

function ownFindings(part: ResolvedNode, isRoot: boolean): ProductFinding[] {
  const { id } = part;
  const found: ProductFinding[] = [];
  if (plainName(part.details?.literals ?? {}) === undefined) {
    const message = `${id} has no name: screens and slips show its id.`;
    found.push({ about: part, code: "no-name", pointer: "/details/literals/name", message });
  }
  if (!isRoot && !statesPrice(part) && !isPricedByChoice(part)) {
    const message = `${id} has no price, so choosing it adds nothing; write 0 if it is free.`;
    found.push({ about: part, code: "no-price", pointer: "/price", message });
  }
  for (const item of choicesOf(part).filter(({ selCtx }) => selCtx === undefined)) {
    const message = `Nobody can choose ${item.id}: it is in no group of ${id}.`;
    found.push({ about: item, code: "cannot-be-chosen", pointer: "", message });
  }
  return found;
}

/** Of a product within the product. */
function optionFindings(option: ResolvedNode, lists: KnownPriceLists): ProductFinding[] {
  const found: ProductFinding[] = [];
  const alone = listsAlone(option, lists);
  if (alone.length > 0 && !isPricedByChoice(option)) {
    const message = `${option.id} has a price in ${alone.join(", ")} only, and adds nothing where none of these applies.`;
    found.push({ about: option, code: "no-price", pointer: "/price", message });
  }
  if (option.availability) {
    const message = `${option.id} can be chosen at any time: hours apply only to a product that is in a menu by itself.`;
    found.push({ about: option, code: "hours-not-kept", pointer: "/availability", message });
  }
  return found;
}

function depositFindings(part: ResolvedNode, decimals: number): ProductFinding[] {
  const { id, drs } = part;
  if (drs === undefined || !parseDecimal(drs) || fromDecimal(drs, decimals) !== undefined) return [];
  const message = `the deposit ${drs} on ${id} has more digits than the currency, so no deposit is charged.`;
  return [{ about: part, code: "deposit-unreadable", pointer: "/drs", message }];
}

function groupFindings(group: ResolvedNode): ProductFinding[] {
  const found: ProductFinding[] = [];
  const astray = group.kind === "3e/group/category" && group.selCtx === undefined ? choicesOf(group) : [];
  for (const item of astray.filter(({ selCtx }) => selCtx === undefined)) {
    const message = `Nobody can choose ${item.id}: ${group.id} is a category within a product; choices belong in a 3e/group/options.`;
    found.push({ about: item, code: "cannot-be-chosen", pointer: "", message });
  }
  if (group.kind.startsWith("3e/group") && group.state !== undefined) {
    const message = `state of the group ${group.id} has no effect: default choices belong to the product around it.`;
    found.push({ about: group, code: "unknown-field", pointer: "/state", message });
  }
  if (statesPrice(group)) {
    const message = `${group.id} is a group with a price, which is charged as soon as anything of the product is chosen.`;
    found.push({ about: group, code: "price-of-a-group", pointer: "/price", message });
  }
  return found;
}

const unknownListFindings = (part: ResolvedNode, lists: Tariff["lists"]): ProductFinding[] =>
  (part.pricelists ?? []).flatMap(({ name, price }, index): ProductFinding[] => {
    if (price === undefined || lists.isKnown(name)) return [];
    const message = `there is no price list "${name}": the price of ${part.id} in it applies nowhere.`;
    return [{ about: part, code: "price-list-unknown", pointer: `/pricelists/${index}/name`, message }];
  });

const roundingFindings = (part: ResolvedNode, decimals: number): ProductFinding[] =>
  pricesOf(part).flatMap(({ pointer, price }): ProductFinding[] => {
    const amount = price === undefined ? undefined : parseDecimal(price);
    if (!amount || compare(amount, roundHalfUp(amount, decimals)) === 0) return [];
    const rounded = formatDecimal(roundHalfUp(amount, decimals), decimals);
    const message = `${part.id} at ${price} has more digits than the currency: one of it costs ${rounded}.`;
    return [{ about: part, code: "price-rounded", pointer, message }];
  });

function priceFindings(product: ResolvedNode, known: KnownPriceLists, of: Of): ProductFinding[] {
  const { id } = product;
  if (!couldBePriced(product)) return [of("no-price", "/price", `${id} has no price and is not sold; write 0 if it is free.`)];
  const lists = listsAlone(product, known);
  if (lists.length === 0 || isPricedByChoice(product)) return [];
  return [of("no-price", "/price", `${id} has a price in ${lists.join(", ")} only, and is not sold where none of these applies.`)];
}

/** Of a product that costs something elsewhere; one that costs nothing anywhere is meant to. */
function giveawayFindings(product: ResolvedNode, lists: KnownPriceLists, of: Of): ProductFinding[] {
  const { id, pricelists = [] } = product;
  const isDear = pricesOf(product).some(({ price }) => price !== undefined && !isZero(price));
  if (!isDear || isPricedByChoice(product)) return [];
  return pricelists.flatMap(({ name, price }, index) =>
    price !== undefined && isZero(price) && lists.isKnown(name)
      ? [of("no-price", `/pricelists/${index}/price`, `${id} is given away where ${name} applies, and costs something elsewhere.`)]
      : [],
  );
}

const isZero = (price: string): boolean => Number(price) === 0;

/** Tries to order it: with what it has chosen by itself, and with as little as its groups ask for. */
function choiceFindings(product: ResolvedNode, tariff: Tariff, of: Of): ProductFinding[] {
  if (!couldBePriced(product)) return [];
  const usual = saleAt(product, undefined, tariff.decimals);
  const elsewhere = listsToTry(product, tariff.lists).flatMap((list) => listFindings(product, saleAt(product, list, tariff.decimals), of));
  return [...usualFindings(product, usual, of), ...elsewhere];
}

function usualFindings(product: ResolvedNode, sale: TriedSale, of: Of): ProductFinding[] {
  const { id } = product;
  const discounts = discountFindings(product, sale);
  if (sale.byItself.ok) return discounts;
  const asLittle = leastTried(product, sale);
  if (!asLittle.ok && asLittle.error.every(({ rule }) => rule === "price"))
    return [of("no-price", "/price", `${id} has no price of its own: it can be ordered only with an option that has one.`)];
  if (!asLittle.ok) return [of("cannot-be-ordered", "", `Nobody can order ${id}: ${sentencesOf(asLittle.error)}`)];
  if (product.state?.selected === undefined) return discounts;
  return [
    ...discounts,
    of("default-refused", "/state/selected", `Who takes ${id} as it is offered is refused: ${sentencesOf(sale.byItself.error)}`),
  ];
}

/** Where a list holds; whatever is not about its prices has been said already. */
function listFindings(product: ResolvedNode, sale: TriedSale, of: Of): ProductFinding[] {
  const asLittle = sale.byItself.ok ? sale.byItself : leastTried(product, sale);
  if (asLittle.ok || asLittle.error.some(({ rule }) => rule !== "negative-price")) return discountFindings(product, sale);
  const message = `Nobody can order ${product.id} where ${sale.list} applies: ${sentencesOf(asLittle.error)}`;
  return [of("cannot-be-ordered", "", message)];
}

/** The dearest of each group, else the first: what one of them is refused for may be no fault of the product. */
function leastTried(product: ResolvedNode, { trial, priceOf }: Sale): ReturnType<Trial> {
  const dearest = trial(dearestChoice(product, priceOf));
  return dearest.ok ? dearest : trial(firstChoice(product));
}

type TriedSale = Sale & { byItself: ReturnType<Trial> };

function saleAt(product: ResolvedNode, list: string | undefined, decimals: number): TriedSale {
  const priceOf: PriceOf = (node) => node.pricelists?.find(({ name }) => name === list)?.price ?? anyPriceOf(node);
  const node = compiledNode(pricedBy(product, priceOf));
  return { list, priceOf, trial: (selected) => tried(node, { selected }, decimals), byItself: tried(node, {}, decimals) };
}

/** Where only a list has a price, any will do to try. */
const anyPriceOf: PriceOf = (node) => pricesOf(node).find(({ price }) => price !== undefined)?.price;

const pricedBy = (node: ResolvedNode, priceOf: PriceOf): ResolvedNode => ({
  ...node,
  price: priceOf(node),
  items: node.items.map((item) => pricedBy(item, priceOf)),
});

/** A product has few lists, and what is so in many of them is said of the first. */
const MAX_LISTS = 20;

/** Other prices make a difference only where something is below zero. */
function listsToTry(product: ResolvedNode, lists: KnownPriceLists): string[] {
  const parts = partsOf(product);
  const isBelow = parts.some((part) => pricesOf(part).some(({ price }) => price?.startsWith("-")));
  if (!isBelow) return [];
  const names = parts.flatMap(({ pricelists = [] }) => pricelists.filter(({ price }) => price !== undefined).map(({ name }) => name));
  return [...new Set(names)].filter(lists.isKnown).slice(0, MAX_LISTS);
}

/** What one of it costs, or why it is refused. */
function tried(node: CompiledNode, config: Configuration, decimals: number): ReturnType<Trial> {
  // A line is of whole products.
  const least = Math.max(1, Math.ceil(node.bounds?.qtyMin ?? 1));
  const configured = configure(node, config, { locked: new Set(), decimals, quantity: least });
  if (!configured.ok) return err(configured.error);
  return ok({ price: configured.value.unitPrice, isNothing: comesToNothing(node, configured.value.config, decimals) });
}

const sentencesOf = (violations: readonly Violation[]): string => violations.map(({ message }) => message).join(" ");
