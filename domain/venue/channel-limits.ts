// What a venue asks of the orders of a channel: a least value, and time.
import { Channel } from "../menu/channel";
import type { Selling } from "../menu/selling";
import { storedAmount } from "./authored-amounts";

type Limits = Partial<Record<Channel, number>>;
type SaleChannel = NonNullable<Selling["channelConstraints"]>[string];

/** The least value of an order, in minor units. */
export const minimumsOf = (selling: Selling, decimals: number): Limits =>
  limits(selling, ({ minOrderValue = 0 }) => storedAmount(minOrderValue, decimals));

/** How many minutes an order takes at least. */
export const leadMinutesOf = (selling: Selling): Limits =>
  limits(selling, ({ minDeliveryTime = 0 }) => (/^\d{1,5}$/.test(String(minDeliveryTime)) ? Number(minDeliveryTime) : undefined));

const limits = ({ channelConstraints = {} }: Selling, limitOf: (channel: SaleChannel) => number | undefined): Limits =>
  Object.fromEntries(
    Channel.options.flatMap((channel) => {
      const told = channelConstraints[channel];
      const limit = told && limitOf(told);
      return limit === undefined || limit <= 0 ? [] : [[channel, limit]];
    }),
  );
