// The menu as the published clients read it: the tree that they show, filter by time and localise. Kinds stay as authored;
// references are gone.
import { z } from "zod";
import { Availability, Configuration } from "./compiled";
import { NodeKind } from "./authored";
import type { ResolvedNode } from "./resolve";
import { saleTimes, writtenTimes } from "./sale-times";

const Texts = z.record(z.string(), z.string());
const attributes = {
  selMin: z.string().optional(),
  selMax: z.string().optional(),
  qtyMin: z.string().optional(),
  qtyMax: z.string().optional(),
  vital: z.boolean().optional(),
  hidden: z.boolean().optional(),
  allowFraction: z.boolean().optional(),
  allowMultiple: z.boolean().optional(),
};

const node = {
  id: z.string(),
  kind: NodeKind,
  reference: z.string().optional(),
  details: z.object({ literals: Texts.optional(), media: z.array(z.object({ name: z.string(), url: z.string() })).optional() }).optional(),
  img: z.string().optional(),
  price: z.string().optional(),
  minPrice: z.string().optional(),
  vat: z.string().optional(),
  selCtx: z.string().optional(),
  fltCtx: z.string().optional(),
  filter: z.record(z.string(), z.array(z.string())).optional(),
  emit: Texts.optional(),
  attrs: z.object(attributes).optional(),
  qtyMin: z.string().optional(),
  qtyMax: z.string().optional(),
  state: Configuration.optional(),
  availability: Availability.optional(),
  allergensInfo: z.object({ contain: z.array(z.string()).optional(), mayContain: z.array(z.string()).optional() }).optional(),
  nutritional: z.record(z.string(), z.number()).optional(),
  physicalInfo: z.object({ weight: z.number().optional(), volume: z.number().optional() }).optional(),
  drs: z.string().optional(),
  weighted: z.boolean().optional(),
  isSup: z.boolean().optional(),
  bom: z.record(z.string(), z.object({ unit: z.string(), qty: z.string() })).optional(),
  _: Texts.optional(),
};

/** One node, as `IProduct` of the published types. Prices are decimals in major units, bounds are decimal text. */
export type PageNode = z.infer<z.ZodObject<typeof node>> & { items?: PageNode[] | undefined };
export const PageNode: z.ZodType<PageNode> = z.lazy(() => z.object({ ...node, items: z.array(PageNode).optional() }));

/** A whole menu. `items`: the categories. */
export const MenuPage = z.object({ id: z.string(), kind: z.literal("3e/group"), items: z.array(PageNode) });
export type MenuPage = z.infer<typeof MenuPage>;

export function pageNode({ attrs, qtyMin, qtyMax, availability, items, ...resolved }: ResolvedNode): PageNode {
  return {
    ...resolved,
    attrs: attrs && {
      ...attrs,
      selMin: text(attrs.selMin),
      selMax: text(attrs.selMax),
      qtyMin: text(attrs.qtyMin),
      qtyMax: text(attrs.qtyMax),
    },
    qtyMin: text(qtyMin),
    qtyMax: text(qtyMax),
    availability: availability && { ...writtenTimes(saleTimes(availability)), ...(availability.PH && { PH: availability.PH }) },
    items: items.length > 0 ? items.map(pageNode) : undefined,
  };
}

const text = (bound: number | undefined) => bound?.toString();
