// The compiled menu: what the menu worker makes of an authored menu, shaped for use. References are resolved, prices are chosen, products
// are found by id; nothing in here needs another look-up. Immutable, and named by what is in it, so venues that sell the same share it.
import { z } from "zod";
import { Currency } from "../pricing/money";

/** Decimal in major units, as authored: option prices may be fractions of a minor unit, and may be negative. */
const Price = z.string().regex(/^-?\d+(\.\d+)?$/);

/**
 * Flat pairs of local times per day, `["08:00","11:00"]`, the end minute included; `time-span.ts` says what can be read of them.
 * `PH`: on public holidays, by the chain's calendar, instead of what the weekday says.
 */
export const Availability = z.partialRecord(z.enum(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN", "PH"]), z.array(z.string()));
export type Availability = z.infer<typeof Availability>;

/**
 * When something is sold, by weekday, and by date (`2026-12-25`) where that has other times: minutes since
 * midnight by the venue's clock, both ends included.
 */
export const SaleTimes = z.record(
  z.union([z.enum(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]), z.iso.date()]),
  z.array(z.tuple([z.int(), z.int()])),
);
export type SaleTimes = z.infer<typeof SaleTimes>;

/** Bounds on a group's choice: `sel*` count different items, `qty*` sum quantities. On a product, `qty*` bound its own quantity. */
export const Bounds = z.object({
  selMin: z.number().optional(),
  selMax: z.number().optional(),
  qtyMin: z.number().optional(),
  qtyMax: z.number().optional(),
  allowMultiple: z.boolean().optional(),
  allowFraction: z.boolean().optional(),
  vital: z.boolean().optional(),
  hidden: z.boolean().optional(),
});
export type Bounds = z.infer<typeof Bounds>;

/** `state` as the published clients send and read it: selected[selCtx][itemId] = quantity, filter[fltCtx][key] = value. */
export const Configuration = z.strictObject({
  selected: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  filter: z.record(z.string(), z.record(z.string(), z.string())).optional(),
});
export type Configuration = z.infer<typeof Configuration>;

export const CompiledNode = z.object({
  id: z.string(),
  kind: z.enum(["product", "group"]),
  /** What sort of group, for the visibility rule: a plain group is always visible. */
  group: z.enum(["options", "config", "upsell", "plain"]).optional(),
  price: Price.optional(),
  basePrice: Price.optional(),
  /** Tax rate in percent, e.g. "8". Only a line's root product decides the line's rate. */
  vat: z.string().optional(),
  selCtx: z.string().optional(),
  fltCtx: z.string().optional(),
  /** A group is shown when one of these values is among the configuration's filter values of its first child's `fltCtx`. */
  filter: z.array(z.string()).optional(),
  emit: z.record(z.string(), z.string()).optional(),
  bounds: Bounds.optional(),
  /** The configuration that a product has before anybody chose anything. */
  state: Configuration.optional(),
  literals: z.record(z.string(), z.string()),
  img: z.string().optional(),
  /** Deposit on one (bottle, cup), a decimal in major units. */
  drs: Price.optional(),
  extra: z.record(z.string(), z.string()).optional(),
  /** Of a product that is sold at another price, or with another choice, than under its own id: that id. */
  listingOf: z.string().optional(),
  /** Of a product that can be a line of its own: absent is always, `{}` never. The times of the categories around it are in it already. */
  onSale: SaleTimes.optional(),
  get items() {
    return z.array(CompiledNode);
  },
});
export type CompiledNode = z.infer<typeof CompiledNode>;

/** Products that can be lines of their own, by id: all of a menu, or those that a command asks for. */
export const CompiledMenu = z.object({
  v: z.literal(2),
  menu: z.string(),
  currency: Currency,
  products: z.record(z.string(), CompiledNode),
});
export type CompiledMenu = z.infer<typeof CompiledMenu>;

/** The product that can be a line of its own, or undefined. Ids come from outside: `"constructor"` is no product. */
export const productOf = (menu: CompiledMenu, id: string): CompiledNode | undefined =>
  Object.hasOwn(menu.products, id) ? menu.products[id] : undefined;
