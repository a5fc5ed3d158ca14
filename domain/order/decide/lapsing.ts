// Payments that have begun and come to nothing. What a provider collects for one all the same is taken in its name, and goes back if it
// cannot be used.
import type { CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import type { Order } from "../state";
import { type Circumstances, stampOf } from "./decision";

type Envelope = Circumstances["envelope"];

export const lapse = (id: string, reason: string, envelope: Envelope): OrderEvent => ({
  ...stampOf(envelope),
  type: "PaymentDeclined",
  id,
  reason,
});

/** The end of every payment that has begun. */
export const lapsedBy = ({ opened }: Order, reason: string, envelope: Envelope): OrderEvent[] =>
  opened.map(({ id }) => lapse(id, reason, envelope));

/** The payer's own payments in whose place the new one comes: those of the whole, or of a line that it is for, too. */
export function superseded({ opened }: Order, { lines }: CommandOf<"OpenPayment">, envelope: Envelope): OrderEvent[] {
  const { actor } = envelope;
  if (actor.kind !== "user") return [];
  const own = opened.filter(({ by }) => by === actor.user);
  const over = own.filter((before) => !lines || !before.lines || before.lines.some((line) => lines.includes(line)));
  return over.map(({ id }) => lapse(id, "paid anew", envelope));
}
