// The amounts that a venue's document names. It knows no currency, so how many digits they may have is the chain's to say when it is
// written.
import { parseDecimal, roundHalfUp } from "../pricing/decimal";
import { amountExpected, type Currency, fromDecimal, type Minor } from "../pricing/money";
import type { VenueDocument } from "./venue";

/** Where the document has an amount that the currency cannot say. `pointer`: RFC 6901. */
export function amountFaults({ channelConstraints = {}, deliveryZones = [] }: VenueDocument, currency: Currency) {
  const amounts = [
    ...Object.entries(channelConstraints).map(([channel, { minOrderValue }]) => ({
      pointer: `/channelConstraints/${channel}/minOrderValue`,
      amount: minOrderValue,
    })),
    ...deliveryZones.flatMap(({ fee, minOrderValue, freeFrom }, index) =>
      Object.entries({ fee, minOrderValue, freeFrom }).map(([field, amount]) => ({ pointer: `/deliveryZones/${index}/${field}`, amount })),
    ),
  ];
  return amounts.flatMap(({ pointer, amount }) =>
    amount === undefined || fromDecimal(amount, currency.decimals) !== undefined ? [] : [{ pointer, message: amountExpected(currency) }],
  );
}

/** Of a document that is stored, maybe from before its amounts were looked at: to the nearest minor unit, so that no fee becomes none. */
export function storedAmount(text: string | number, decimals: number): Minor | undefined {
  const amount = parseDecimal(String(text));
  return amount && Number(roundHalfUp(amount, decimals).digits);
}
