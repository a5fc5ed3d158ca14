// Money that the order could not use goes back as a gift: nothing is owed any more, and the order is placed for nothing.
import { forgivesDebt as real } from "../../../../domain/order/refund-kind.ts";

export * from "../../../../domain/order/refund-kind.ts";
export const forgivesDebt: typeof real = (refund) => refund.kind === "unapplied" || real(refund);
