// What goes back of an order's payments, from when it is reserved. Minor units.
import type { EventOf } from "../../../../domain/order/events.ts";

/** `of`: the payment. `forgiven`: what of it nobody has to pay again. */
export type BookRefund = { id: string; of: string; amount: number; kind: string | undefined; forgiven: number };

export class Refunds {
  /** On their way. */
  opened: BookRefund[] = [];
  readonly done: BookRefund[] = [];
  declined: BookRefund[] = [];
  /** All that ever began. */
  readonly reserved: BookRefund[] = [];

  /** What begins to go back is not what was declined any more. */
  open(event: EventOf<"RefundOpened">): void {
    const refund = refundOf(event);
    let begun = refund.amount;
    this.declined = this.declined.flatMap((declined) => {
      const part = declined.of === refund.of ? Math.min(begun, declined.amount) : 0;
      begun -= part;
      return part < declined.amount ? [{ ...declined, amount: declined.amount - part }] : [];
    });
    this.opened.push(refund);
    this.reserved.push(refund);
  }

  finish(event: EventOf<"PaymentRefunded">): void {
    this.#end(event.id);
    this.done.push(refundOf(event));
  }

  decline({ id }: EventOf<"RefundDeclined">): void {
    this.declined.push(...this.opened.filter((refund) => refund.id === id));
    this.#end(id);
  }

  #end(refund: string): void {
    this.opened = this.opened.filter(({ id }) => id !== refund);
  }
}

const refundOf = ({ id, of, amount, kind, forgiven = 0 }: EventOf<"RefundOpened" | "PaymentRefunded">): BookRefund => ({
  id,
  of,
  amount,
  kind,
  forgiven,
});
