// What one unit of a configured product costs: the price that the published front-end shows before it sends the line (WIRE.md section 5), exact.
import { type Chosen, chosenPart } from "../menu/chosen";
import type { CompiledNode, Configuration } from "../menu/compiled";
import { err, ok, type Result } from "../result";
import { type Decimal, ONE, parseDecimal, plus, roundHalfUp, times, ZERO } from "./decimal";
import type { Minor } from "./money";

/** What keeps a product from having a price. `path`: ids from the product down to the node. */
export type Unpriceable = { path: string[]; rule: "price" | "quantity" | "amount"; message: string };

/** `base` prices by each node's `basePrice` where it has one. */
export type PriceMode = "price" | "base";

/**
 * Price of one unit in minor units of a currency with `decimals` digits. A choice that comes to 0 costs what the product's default choice does.
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
  if (!asked.ok || asked.value !== 0) return asked;
  return quoted(product, product.state ?? {}, decimals, mode);
}

type Quote = { decimals: number; mode: PriceMode; problems: Unpriceable[] };

function quoted(product: CompiledNode, config: Configuration, decimals: number, mode: PriceMode): Result<Minor, Unpriceable[]> {
  const quote: Quote = { decimals, mode, problems: [] };
  const nothingChosen = Object.keys(config.selected ?? {}).length === 0;
  const price = nothingChosen ? ownPrice(product, [product.id], quote) : priceOf(chosenPart(product, config), ONE, [product.id], quote);
  const amount = Number(roundHalfUp(price, decimals).digits);
  if (!Number.isSafeInteger(amount)) {
    quote.problems.push({ path: [product.id], rule: "amount", message: "The price is larger than an amount of money can be." });
  }
  return quote.problems.length > 0 ? err(quote.problems) : ok(amount);
}

/** Nested quantities multiply; every node rounds its sum, so roundings add up on the way to the root. */
function priceOf(part: Chosen, quantity: Decimal, path: string[], quote: Quote): Decimal {
  let sum = times(ownPrice(part.node, path, quote), quantity);
  for (const item of part.items) {
    const itemPath = [...path, item.node.id];
    const amount = item.quantity === undefined ? ONE : quantityOf(item.quantity, itemPath, quote);
    sum = plus(sum, priceOf(item, times(quantity, amount), itemPath, quote));
  }
  return roundHalfUp(sum, quote.decimals);
}

function ownPrice(node: CompiledNode, path: string[], { mode, problems }: Quote): Decimal {
  const written = (mode === "base" ? node.basePrice : undefined) ?? node.price;
  if (written === undefined) return ZERO;
  const price = parseDecimal(written);
  if (!price) problems.push({ path, rule: "price", message: `The price "${written}" of ${node.id} is not a decimal number.` });
  return price ?? ZERO;
}

function quantityOf(written: string, path: string[], { problems }: Quote): Decimal {
  const quantity = parseDecimal(written);
  if (!quantity) problems.push({ path, rule: "quantity", message: `The quantity "${written}" of ${path.at(-1)} is not a decimal number.` });
  return quantity ?? ZERO;
}
