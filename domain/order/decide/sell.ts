// From what is asked for to what is sold: the product exists, may be sold at that time, its configuration holds, and it has a price.
import { isOnSale, localTime } from "../../menu/availability";
import { productOf } from "../../menu/compiled";
import { configure } from "../../menu/configure";
import { tagsOf } from "../../menu/tags";
import { ratesOf } from "../../pricing/rate-shares";
import { ok, type Result } from "../../result";
import { stationsOf } from "../../venue/station";
import type { RequestedLine } from "../commands";
import { mayAlterPrice } from "../command-permissions";
import type { Rejection } from "../rejections";
import type { SoldLine } from "../sold-line";
import { refuse } from "./guards";
import { depositsOf } from "./deposits";
import type { PlaceOfSale } from "./place-of-sale";

export function sell(asked: RequestedLine, { envelope, menu, card, at, currency }: PlaceOfSale): Result<SoldLine, Rejection> {
  const { productId: listing, quantity, config, price, held, ...line } = asked;
  const product = productOf(menu, listing);
  if (!product) return refuse({ code: "product-not-found", product: listing, venue: card.venue });
  const productId = product.listingOf ?? listing;
  const lock = card.locks.find(({ products }) => products.includes(productId) || products.includes(listing));
  if (lock) return refuse({ code: "product-locked", product: productId, lock: lock.id, ...(lock.reason && { reason: lock.reason }) });
  if (product.onSale && !isOnSale(product.onSale, localTime(at, card.timeZone))) {
    return refuse({ code: "product-unavailable", product: productId, at, timeZone: card.timeZone });
  }
  const locked = new Set(card.locks.flatMap(({ products }) => products));
  const configured = configure(product, config, { locked, decimals: currency.decimals, quantity });
  if (!configured.ok) return refuse({ code: "configuration-invalid", product: productId, violations: configured.error });
  const tags = tagsOf(product);
  const { unitPrice, taxWeights, ...sold } = configured.value;
  const altered = price !== undefined && price !== unitPrice && mayAlterPrice(envelope.actor);
  const deposits = depositsOf(sold.product, currency.decimals);
  const stations = stationsOf(card.stations ?? [], sold.product);
  return ok({
    ...line,
    ...(held && { held, status: "NEW" as const }),
    ...sold,
    productId,
    ...(productId !== listing && { listing }),
    quantity,
    unitPrice: altered ? price : unitPrice,
    ...ratesOf(altered ? price : unitPrice, taxWeights),
    ...(altered && { menuPrice: unitPrice }),
    ...(deposits.length > 0 && { deposits }),
    ...(stations.length > 0 && { stations }),
    ...(product.onSale && { onSale: product.onSale }),
    tags,
    eligible: tags.some((tag) => card.discountTags.includes(tag)),
  });
}
