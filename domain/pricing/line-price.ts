// What one unit of a configured product costs: the price that the published front-end shows before it sends the line, exact
// (docs/wire.md, "Prices").
import { type SelectionNode, chosenPart } from "../menu/selection-tree";
import type { CompiledNode, Configuration } from "../menu/compiled";
import { err, ok, type Result } from "../result";
import { type Decimal, ONE, parseDecimal, plus, roundHalfUp, times, ZERO } from "./decimal";
import type { Minor } from "./money";

/** What keeps a product from having a price. `path`: ids from the product down to the node. */
export type Unpriceable = { path: string[]; rule: "price" | "quantity" | "amount"; message: string };

/** `base` prices by each node's `basePrice` where it has one. */
export type PriceMode = "price" | "base";

/**
 * Price of one unit in minor units of a currency with `decimals` digits.
 * A choice that comes to 0 costs what the product's default choice does.
 * A product that states no price, and in which nothing is chosen that does, has none.
 *
 * @example linePrice(burger, { selected: { extras: { cheese: "2" } } }, 2) // { ok: true, value: 2500 }
 */
export function linePrice(
  product: CompiledNode,
  config: Configuration,
  decimals: number,
  mode: PriceMode = "price",
): Result<Minor, Unpriceable[]> {
  const asked = quoted(product, config, decimals, mode);
  if (!asked.ok) return asked;
  if (asked.value) return ok(asked.value);
  const usual = quoted(product, product.state ?? {}, decimals, mode);
  if (!usual.ok) return usual;
  const price = usual.value ?? asked.value;
  return price === undefined
    ? err([{ path: [product.id], rule: "price", message: `${product.id} has no price as it is chosen.` }])
    : ok(price);
}

/** Whether a choice comes to 0, and so costs what the default choice does. */
export function comesToNothing(product: CompiledNode, config: Configuration, decimals: number): boolean {
  const asked = quoted(product, config, decimals, "price");
  return asked.ok && asked.value === 0;
}

/** `isPriced`: something that counts states a price. */
type Quote = { decimals: number; mode: PriceMode; problems: Unpriceable[]; isPriced: boolean };

/** Undefined where nothing that is chosen states a price: that is not 0. */
function quoted(product: CompiledNode, config: Configuration, decimals: number, mode: PriceMode): Result<Minor | undefined, Unpriceable[]> {
  const quote: Quote = { decimals, mode, problems: [], isPriced: false };
  const nothingChosen = Object.keys(config.selected ?? {}).length === 0;
  const price = nothingChosen ? ownPrice(product, [product.id], quote) : priceOf(chosenPart(product, config), ONE, [product.id], quote);
  const amount = Number(roundHalfUp(price, decimals).digits);
  if (!Number.isSafeInteger(amount)) {
    quote.problems.push({ path: [product.id], rule: "amount", message: "The price is larger than an amount of money can be." });
  }
  if (quote.problems.length > 0) return err(quote.problems);
  return ok(quote.isPriced ? amount : undefined);
}

/** Nested quantities multiply; every node rounds its sum, so roundings add up on the way to the root. */
function priceOf(part: SelectionNode, quantity: Decimal, path: string[], quote: Quote): Decimal {
  let sum = times(ownPrice(part.node, path, quote), quantity);
  for (const item of part.items) {
    const itemPath = [...path, item.node.id];
    const amount = item.quantity === undefined ? ONE : quantityOf(item.quantity, itemPath, quote);
    sum = plus(sum, priceOf(item, times(quantity, amount), itemPath, quote));
  }
  return roundHalfUp(sum, quote.decimals);
}

function ownPrice(node: CompiledNode, path: string[], quote: Quote): Decimal {
  const { mode, problems } = quote;
  const written = (mode === "base" ? node.basePrice : undefined) ?? node.price;
  if (written === undefined) return ZERO;
  quote.isPriced = true;
  const price = parseDecimal(written);
  if (!price) problems.push({ path, rule: "price", message: `The price "${written}" of ${node.id} is not a decimal number.` });
  return price ?? ZERO;
}

function quantityOf(written: string, path: string[], { problems }: Quote): Decimal {
  const quantity = parseDecimal(written);
  if (!quantity) problems.push({ path, rule: "quantity", message: `The quantity "${written}" of ${path.at(-1)} is not a decimal number.` });
  return quantity ?? ZERO;
}
