// What is sold, told to whoever reads the order later: the kitchen, the guest, the till. Stands by itself, whatever becomes of the menu.
import { z } from "zod";
import { formatDecimal, parseDecimal } from "../pricing/decimal";
import type { SelectionNode } from "./selection-tree";

/** What becomes `line.product` on the wire: the chosen part of the product's tree. Prices are decimals in major units. */
export type ProductDescription = {
  id: string;
  kind: "product" | "group";
  literals: Record<string, string>;
  quantity?: string | undefined;
  price?: string | undefined;
  vat?: string | undefined;
  img?: string | undefined;
  /** The deposit on one, a decimal in major units. */
  drs?: string | undefined;
  extra?: Record<string, string> | undefined;
  items?: ProductDescription[] | undefined;
};
export const ProductDescription: z.ZodType<ProductDescription> = z.lazy(() =>
  z.object({
    id: z.string(),
    kind: z.enum(["product", "group"]),
    literals: z.record(z.string(), z.string()),
    quantity: z.string().optional(),
    price: z.string().optional(),
    vat: z.string().optional(),
    img: z.string().optional(),
    drs: z.string().optional(),
    extra: z.record(z.string(), z.string()).optional(),
    items: z.array(ProductDescription).optional(),
  }),
);

/**
 * `quantity` is per unit of the product around it, as the guest chose it.
 * Groups appear only where something in them is chosen or they cost something.
 */
export function describe({ node, quantity, items }: SelectionNode, decimals: number): ProductDescription {
  const { id, kind, literals, vat, img, drs, extra } = node;
  const described: ProductDescription = { id, kind, literals };
  if (kind === "product") described.quantity = quantity ?? "1";
  if (kind === "product" || node.price !== undefined) described.price = decimalText(node.price ?? "0", decimals);
  if (vat !== undefined) described.vat = vat;
  if (img !== undefined) described.img = img;
  if (drs !== undefined) described.drs = drs;
  if (extra) described.extra = extra;
  const below = items.filter(saysSomething).map((item) => describe(item, decimals));
  if (below.length > 0) described.items = below;
  return described;
}

const saysSomething = ({ node, items }: SelectionNode): boolean =>
  node.kind === "product" || node.price !== undefined || items.some(saysSomething);

function decimalText(price: string, decimals: number): string {
  const value = parseDecimal(price);
  return value ? formatDecimal(value, decimals) : price;
}
