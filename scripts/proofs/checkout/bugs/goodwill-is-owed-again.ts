// A gesture of two, and the guest owes two.
import { reopensBill as real } from "../../../../domain/order/refund-kind.ts";

export * from "../../../../domain/order/refund-kind.ts";
export const reopensBill: typeof real = (refund) => refund.kind === "goodwill" || real(refund);
export const forgivesDebt: typeof real = () => false;
