// From what is asked for to what is sold: the product exists, may be sold at that time, its configuration holds, and it has a price.
import { isOnSale, localTime } from "../../menu/availability";
import { productOf } from "../../menu/compiled";
import { configure } from "../../menu/configure";
import { tagsOf } from "../../menu/tags";
import { ok, type Result } from "../../result";
import { stationsOf } from "../../venue/station";
import type { AskedLine } from "../commands";
import { mayAlterPrice } from "../policy";
import type { Rejection } from "../rejections";
import type { SoldLine } from "../sold-line";
import { refuse } from "./decision";
import { depositsOf } from "./deposits";
import type { PlaceOfSale } from "./place-of-sale";

export function sell(asked: AskedLine, { envelope, menu, card, at, currency }: PlaceOfSale): Result<SoldLine, Rejection> {
  const { productId, quantity, config, price, held, ...line } = asked;
  const product = productOf(menu, productId);
  if (!product) return refuse({ code: "product-not-found", product: productId, venue: card.venue });
  const lock = card.locks.find(({ products }) => products.includes(productId));
  if (lock) return refuse({ code: "product-locked", product: productId, lock: lock.id, ...(lock.reason && { reason: lock.reason }) });
  if (product.onSale && !isOnSale(product.onSale, localTime(at, card.timeZone))) {
    return refuse({ code: "product-unavailable", product: productId, at, timeZone: card.timeZone });
  }
  const locked = new Set(card.locks.flatMap(({ products }) => products));
  const configured = configure(product, config, { locked, decimals: currency.decimals, quantity });
  if (!configured.ok) return refuse({ code: "configuration-invalid", product: productId, violations: configured.error });
  const tags = tagsOf(product);
  const { unitPrice, ...sold } = configured.value;
  const altered = price !== undefined && price !== unitPrice && mayAlterPrice(envelope.actor);
  const deposits = depositsOf(sold.product, currency.decimals);
  const stations = stationsOf(card.stations ?? [], sold.product);
  return ok({
    ...line,
    ...(held && { held, status: "NEW" as const }),
    ...sold,
    productId,
    quantity,
    unitPrice: altered ? price : unitPrice,
    ...(altered && { menuPrice: unitPrice }),
    ...(deposits.length > 0 && { deposits }),
    ...(stations.length > 0 && { stations }),
    ...(product.onSale && { onSale: product.onSale }),
    vat: product.vat ?? "0",
    tags,
    eligible: tags.some((tag) => card.discountTags.includes(tag)),
  });
}
