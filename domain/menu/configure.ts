// From a compiled product and a guest's choice to what is sold and for how much. The same function serves `append` and `validateProduct`.
import { z } from "zod";
import type { Minor } from "../pricing/money";
import type { Result } from "../result";
import type { CompiledNode, Configuration } from "./compiled";

/** What becomes `line.product` on the wire: the chosen part of the product's tree. Prices are decimals in major units. */
export type Described = {
  id: string;
  kind: "product" | "group";
  literals: Record<string, string>;
  quantity?: string | undefined;
  price?: string | undefined;
  vat?: string | undefined;
  img?: string | undefined;
  extra?: Record<string, string> | undefined;
  items?: Described[] | undefined;
};
export const Described: z.ZodType<Described> = z.lazy(() =>
  z.object({
    id: z.string(),
    kind: z.enum(["product", "group"]),
    literals: z.record(z.string(), z.string()),
    quantity: z.string().optional(),
    price: z.string().optional(),
    vat: z.string().optional(),
    img: z.string().optional(),
    extra: z.record(z.string(), z.string()).optional(),
    items: z.array(Described).optional(),
  }),
);

/** One rule that the choice breaks. `path`: ids from the product down to the group or item. `rule`: stable, e.g. `selMin`, `unknown-item`. */
export const Violation = z.object({ path: z.array(z.string()), rule: z.string(), message: z.string() });
export type Violation = z.infer<typeof Violation>;

/** `unitPrice`: price of one, options included, in minor units of the currency. `config`: the choice with defaults filled in. */
export type Configured = { unitPrice: Minor; product: Described; config: Configuration };

export type Circumstances = { locked: ReadonlySet<string>; decimals: number };

export function configure(_product: CompiledNode, _config: Configuration, _circumstances: Circumstances): Result<Configured, Violation[]> {
  throw new Error("being written");
}
