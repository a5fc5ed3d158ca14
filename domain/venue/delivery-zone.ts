// Where a venue brings its food to, and on what terms.
import { z } from "zod";
import { readTaxRate } from "../pricing/tax-rate";
import { DecimalText } from "./decimal-schema";
import { Position } from "./distance";
import { ZoneArea } from "./zone-area";

const FARTHEST_M = 100_000;

/**
 * A circle or a polygon (one, with holes, or many), never both. `delivers: false`: nothing is brought there, whatever other zone holds the
 * place. `fee`, `minOrderValue`, `freeFrom`: decimals in major units; `freeFrom`: the order's value from which the fee is waived.
 * `vat`: the fee's tax rate as lines have it, 0 unless told. `leadMinutes`: how long it takes at least to bring something there.
 * Of two zones that hold a place the earlier one counts.
 */
export const DeliveryZone = z
  .looseObject({
    id: z.string().regex(/^[a-zA-Z0-9_.-]{1,64}$/, "expected 1 to 64 letters, digits, dots, dashes or underscores"),
    name: z.string().max(255).optional(),
    delivers: z.boolean().optional(),
    fee: DecimalText.optional(),
    minOrderValue: DecimalText.optional(),
    freeFrom: DecimalText.optional(),
    vat: z.string().max(16).optional(),
    leadMinutes: z.int().min(0).max(10_080).optional(),
    polygon: ZoneArea.optional(),
    circle: z.strictObject({ center: Position, radiusMeters: z.number().min(1).max(FARTHEST_M) }).optional(),
  })
  .refine(({ polygon, circle }) => (polygon === undefined) !== (circle === undefined), "expected either a polygon or a circle")
  .superRefine(({ delivers, fee, minOrderValue }, context) => {
    for (const [field, amount] of Object.entries({ fee, minOrderValue }))
      if (delivers !== false && amount === undefined)
        context.addIssue({ code: "custom", path: [field], message: "expected an amount such as 19.90" });
  });
export type DeliveryZone = z.infer<typeof DeliveryZone>;

const MAX_ZONES = 100;

/** As people write them. */
export const DeliveryZones = z
  .array(DeliveryZone)
  .max(MAX_ZONES)
  .superRefine((zones, context) => {
    zones.forEach(({ id, vat }, index) => {
      const rate = vat === undefined ? undefined : readTaxRate(vat);
      if (rate && "expected" in rate) context.addIssue({ code: "custom", path: [index, "vat"], message: rate.expected });
      const taken = zones.findIndex((other) => other.id === id) < index;
      if (taken) context.addIssue({ code: "custom", path: [index, "id"], message: `there is a zone ${id} already` });
    });
  });
