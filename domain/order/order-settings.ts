// How a chain does business, as far as an order must know.
// An order takes its chain's rules over when it is created and keeps them for its life: a chain that changes its
// mind changes the orders to come.
import { z } from "zod";
import { Channel } from "../menu/channel";
import { fromDecimal, Minor } from "../pricing/money";

/** Of a fee. A zone's names its venue, too, and both names may be long. */
export const FeeId = z.string().regex(/^[a-zA-Z0-9_.-]{1,200}$/);

/** An order keeps so many fees of the zones that it goes to, one for each venue that delivers there. */
export const MAX_ZONE_FEES = 100;

/**
 * What an order costs besides its lines. `percent` of the lines' discounted sum, or `amount` (minor units) per order or per unit sold;
 * `freeFrom`: the lines' sum from which the fee is waived by itself. Without `channels` it holds on all of them.
 */
export const FeeRule = z.strictObject({
  id: FeeId,
  kind: z.enum(["SERVICE", "PACKAGING", "DELIVERY"]),
  name: z.string().min(1).max(128),
  channels: z.array(Channel).optional(),
  /** Only of orders that have something from there. */
  venue: z.string().optional(),
  charge: z.discriminatedUnion("per", [
    z.strictObject({ per: z.literal("PERCENT"), percent: z.number().min(0).max(100).multipleOf(0.01) }),
    z.strictObject({ per: z.literal("ORDER"), amount: Minor.min(0) }),
    z.strictObject({ per: z.literal("UNIT"), amount: Minor.min(0) }),
  ]),
  /** Tax rate as lines have it, e.g. "23". */
  vat: z.string().max(16),
  freeFrom: Minor.min(0).optional(),
});
export type FeeRule = z.infer<typeof FeeRule>;

const minutes = z.int().min(1).max(525_600);

export const OrderSettings = z.strictObject({
  /** A basket that nobody touches for so long is abandoned. */
  abandonAfterMinutes: minutes,
  /** An order that was handed over is closed so long after. */
  closeAfterMinutes: minutes,
  /** What no kitchen screen has shown and nobody has begun for so long is escalated. */
  escalateAfterMinutes: minutes,
  /** How soon and how late an order may be wanted. */
  dueMinMinutes: z.int().min(0).max(525_600),
  dueMaxMinutes: z.int().min(0).max(525_600),
  dueSameDay: z.boolean(),
  /** The smallest coin, in minor units: what is left in cash is rounded to it. 1 rounds nothing. */
  cashRounding: Minor.min(1).max(10_000),
  /** The chain's own, and of an order also those of the zones that it goes to. */
  fees: z.array(FeeRule).max(16 + MAX_ZONE_FEES),
  /** What a till sold while it was offline costs what it did by the till's clock, or what it does when it arrives. */
  offlinePricing: z.enum(["acceptance", "till"]),
  /** A till's clock counts for so long. */
  offlineMinutes: minutes,
  /** Days after its end in which an order's log is put away. */
  shrinkAfterDays: z.int().min(1).max(3650),
  /** Staff may set queue positions by hand. */
  manualQueue: z.boolean(),
  /** What lines of an open basket cost when the menu changes: what they did (`keep`), unless told, or what they do now. */
  menuChange: z.enum(["keep", "reprice"]).optional(),
  /** Whether prices contain the tax, and what it is rounded of; contained and of the total unless told. */
  taxation: z.enum(["inclusive", "exclusive"]).optional(),
  taxRounding: z.enum(["total", "line"]).optional(),
  /** What nobody has seen in the kitchen for so long is shown to its screens as missed; 2 unless told. */
  alertAfterMinutes: minutes.optional(),
  /** How long an order takes while its venue has measured nothing; 15 unless told. */
  readyAfterMinutes: minutes.optional(),
  /** Whether money waits for discounts that cannot be computed at once (`wait`, unless told), or is taken without them. */
  discountsLate: z.enum(["wait", "without"]).optional(),
  /** Who does not finish paying in so long has not paid; 20 unless told. */
  paymentMinutes: minutes.optional(),
  /** A basket that no staff has made is abandoned already when nobody has touched it for so long; 60 unless told. */
  guestBasketMinutes: minutes.optional(),
  /** Whether an order's claim code lets in whoever knows it (`reusable`, unless told), or one, who uses it up. */
  claimCodes: z.enum(["reusable", "once"]).optional(),
});
export type OrderSettings = z.infer<typeof OrderSettings>;

export const DEFAULT_SETTINGS: OrderSettings = {
  abandonAfterMinutes: 24 * 60,
  closeAfterMinutes: 120,
  escalateAfterMinutes: 5,
  dueMinMinutes: 0,
  dueMaxMinutes: 30 * 24 * 60,
  dueSameDay: false,
  cashRounding: 1,
  fees: [],
  offlinePricing: "acceptance",
  offlineMinutes: 24 * 60,
  shrinkAfterDays: 7,
  manualQueue: true,
};

/** Where neither the chain nor the venue says anything else. Orders do not keep these. */
export const DEFAULT_ALERT_MINUTES = 2;
export const DEFAULT_READY_MINUTES = 15;
/** Strangers may make baskets, too. */
export const DEFAULT_GUEST_BASKET_MINUTES = 60;
/** Longer than a provider's page lives, so that who is still there can pay. */
export const DEFAULT_PAYMENT_MINUTES = 20;

/** The property of a tenant that states a rule; all but one have its name. Properties are flat text. */
const propertyOf = (rule: string): string => (rule === "manualQueue" ? "queuePosManual" : rule);

/**
 * Reads the rules out of a tenant's properties; what is not stated, or cannot be read, is as usual.
 * `cashRounding` is a decimal, `fees` are JSON.
 */
export function orderSettingsOf(properties: Readonly<Record<string, string>>, decimals: number): OrderSettings {
  const stated = Object.keys(OrderSettings.shape).flatMap((rule) => {
    const text = properties[propertyOf(rule)];
    const value = text === undefined ? undefined : read(rule, text, decimals);
    const asRule = OrderSettings.partial().safeParse({ [rule]: value });
    return value !== undefined && asRule.success ? [asRule.data] : [];
  });
  return Object.assign({}, DEFAULT_SETTINGS, ...stated);
}

/** Rules that are one word. */
const WORDS = new Set(["offlinePricing", "menuChange", "taxation", "taxRounding", "discountsLate", "claimCodes"]);

function read(rule: string, text: string, decimals: number): unknown {
  if (rule === "cashRounding") return fromDecimal(text, decimals);
  if (WORDS.has(rule)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
