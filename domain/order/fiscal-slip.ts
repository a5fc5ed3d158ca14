// Fiscal slips: what the till's printer has printed, and what it is to print (docs/wire.md, "Fiscal slips").
import { z } from "zod";
import { Minor } from "../pricing/money";

/**
 * One printed line. Amounts in minor units; `qty`: less than nothing on a storno line; `vat` as the printer names the rate;
 * `drs`: of it a deposit.
 */
const SlipEntry = z.strictObject({
  item: z.string().max(128),
  qty: z.number().min(-100_000).max(100_000),
  price: Minor,
  discount: Minor.optional(),
  total: Minor,
  drs: Minor.optional(),
  vat: z.string().max(16),
});

/**
 * A printed slip. `slip` and `printer` together name it. `proforma`: printed before the money was there, and proves nothing to the tax
 * office. `payments`: by what they are called on it, minor units; `subTotalDiscounts`: of the sum, not of one line.
 */
export const FiscalSlip = z.strictObject({
  timestamp: z.string(),
  amount: Minor,
  printer: z.string().min(1).max(64),
  slip: z.string().min(1).max(64),
  venue: z.string().max(128).optional(),
  user: z.string().max(128).optional(),
  taxId: z.string().max(32).optional(),
  message: z.string().max(255).optional(),
  proforma: z.boolean().optional(),
  entries: z.array(SlipEntry).max(500).optional(),
  payments: z.record(z.string().max(64), Minor).optional(),
  subTotalDiscounts: z
    .array(z.strictObject({ name: z.string().max(128), discount: Minor, vat: z.string().max(16) }))
    .max(100)
    .optional(),
  drsSummary: z
    .array(z.strictObject({ deposit: Minor, count: z.number() }))
    .max(100)
    .optional(),
  extra: z.record(z.string().max(64), z.string().max(1024)).optional(),
});
export type FiscalSlip = z.infer<typeof FiscalSlip>;
