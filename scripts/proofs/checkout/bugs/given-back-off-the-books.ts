// The provider is asked before the order says so, and asked again for what it has given back already.
import { Refunds as Real } from "../../../../durable-objects/order/refunds.ts";

export class Refunds extends Real {
  constructor(own: ConstructorParameters<typeof Real>[0]) {
    const order = () => {
      const known = own.order();
      return known && { ...known, pendingRefunds: known.pendingRefunds.map((refund) => ({ ...refund, amount: refund.amount * 2 })) };
    };
    super({ ...own, order });
  }
}
