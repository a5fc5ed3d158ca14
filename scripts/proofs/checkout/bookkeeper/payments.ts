// What people pay an order, from when they begin to. Minor units.
import type { EventOf } from "../../../../domain/order/events.ts";

/** `lines`: what it was for by name. `shares`: what it has paid of each line. */
export type BookPayment = {
  id: string;
  type: string;
  amount: number;
  lines: readonly string[] | undefined;
  shares: ReadonlyMap<string, number>;
};

export class Payments {
  /** Begun, and not known yet how they end. */
  opened: BookPayment[] = [];
  readonly registered: BookPayment[] = [];
  /** Had begun when the order was placed, and came to nothing: what it costs was settled with their lines as they were. */
  readonly outpaid: BookPayment[] = [];

  open(event: EventOf<"PaymentOpened">): void {
    this.opened.push(paymentOf(event));
  }

  register(event: EventOf<"PaymentRegistered">): void {
    const begun = this.opened.find(({ id }) => id === event.id);
    const paid = paymentOf(event);
    const shares = paid.shares.size > 0 ? paid.shares : (begun?.shares ?? paid.shares);
    this.registered.push({ ...paid, lines: paid.lines ?? begun?.lines, shares });
    this.#end(event.id);
  }

  decline({ id }: EventOf<"PaymentDeclined">, isPlaced: boolean): void {
    if (isPlaced) this.outpaid.push(...this.opened.filter((payment) => payment.id === id));
    this.#end(id);
  }

  #end(payment: string): void {
    this.opened = this.opened.filter(({ id }) => id !== payment);
  }
}

const paymentOf = ({ id, payment, amount, lines, shares }: EventOf<"PaymentOpened" | "PaymentRegistered">): BookPayment => ({
  id,
  type: payment,
  amount,
  lines,
  shares: new Map(Object.entries(shares ?? {})),
});
