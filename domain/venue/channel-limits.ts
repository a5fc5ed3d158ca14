// What a venue asks of the orders of a channel: a least value, and time.
import { Channel } from "../menu/channel";
import type { SalesChannels } from "../menu/sales-channels";
import { storedAmount } from "./authored-amounts";

type Limits = Partial<Record<Channel, number>>;
type SaleChannel = NonNullable<SalesChannels["channelConstraints"]>[string];

/** The least value of an order, in minor units. */
export const minimumsOf = (selling: SalesChannels, decimals: number): Limits =>
  limits(selling, ({ minOrderValue = 0 }) => storedAmount(minOrderValue, decimals));

/** How many minutes an order takes at least. */
export const leadMinutesOf = (selling: SalesChannels): Limits =>
  limits(selling, ({ minDeliveryTime = 0 }) => (/^\d{1,5}$/.test(String(minDeliveryTime)) ? Number(minDeliveryTime) : undefined));

const limits = ({ channelConstraints = {} }: SalesChannels, limitOf: (channel: SaleChannel) => number | undefined): Limits =>
  Object.fromEntries(
    Channel.options.flatMap((channel) => {
      const told = channelConstraints[channel];
      const limit = told && limitOf(told);
      return limit === undefined || limit <= 0 ? [] : [[channel, limit]];
    }),
  );
