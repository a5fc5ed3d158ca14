// A line at the moment it was sold.
import { z } from "zod";
import { Configuration, SaleTimes } from "../menu/compiled";
import { ProductDescription } from "../menu/product-description";
import { Minor } from "../pricing/money";
import { LineStatus } from "./status";

const Extra = z.record(z.string(), z.string());

/** A line as sold: product, choice and price are what they were when it was accepted. */
export const SoldLine = z.object({
  id: z.string(),
  productId: z.string(),
  product: ProductDescription,
  config: Configuration,
  quantity: z.int(),
  unitPrice: Minor,
  vat: z.string(),
  /** Where a choice has another tax rate than its product: how much of `unitPrice` bears which; together they are it. */
  rates: z.array(z.object({ vat: z.string(), amount: Minor })).optional(),
  /** The menu's entry that it was sold from, where that is not the product's own: another price, another choice. */
  listing: z.string().optional(),
  tags: z.array(z.string()),
  /** Some discount rule looks at this product. */
  eligible: z.boolean(),
  status: LineStatus,
  comment: z.string().optional(),
  extra: Extra.optional(),
  /** Deposits on what goes out with one unit, in minor units of each: bottles, cups. */
  deposits: z.array(z.object({ deposit: Minor, count: z.int() })).optional(),
  course: z.int().optional(),
  held: z.boolean().optional(),
  /** Ids of the venue's stations that have a part in it. */
  stations: z.array(z.string()).optional(),
  /** When the product is on sale, where it is not always, by the venue's clock. */
  onSale: SaleTimes.optional(),
  /** What the menu asked, where the caller's price took its place. */
  menuPrice: Minor.optional(),
});
export type SoldLine = z.infer<typeof SoldLine>;

/** By which id the menu knows what was sold. */
export const listingOf = ({ listing, productId }: Pick<SoldLine, "listing" | "productId">): string => listing ?? productId;

/** What another place of sale makes of a line that was sold before. */
export const Resold = SoldLine.pick({
  id: true,
  unitPrice: true,
  vat: true,
  rates: true,
  product: true,
  deposits: true,
  tags: true,
  eligible: true,
  stations: true,
  menuPrice: true,
  onSale: true,
});
export type Resold = z.infer<typeof Resold>;
