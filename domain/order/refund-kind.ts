// What a refund means for the bill. Money that goes back is no debt, unless the payment itself is undone.
import { z } from "zod";

/**
 * As staff ask for it. `goodwill`: a gesture, or for a complaint: nothing is owed again. `correction`: gives back what was paid too much, and no more.
 * `reversal`: the payment did not count, so the bill is open again.
 */
export const RefundReason = z.enum(["goodwill", "correction", "reversal"]);
export type RefundReason = z.infer<typeof RefundReason>;

/** As it is stored. `cancellation`: the order was cancelled, and gives back what its providers have taken. */
export const RefundKind = z.enum([...RefundReason.options, "cancellation"]);
export type RefundKind = z.infer<typeof RefundKind>;

/** Whether the bill is open again by as much. A refund of before there were kinds was a reversal. */
export const reopensBill = ({ kind }: { kind?: RefundKind | undefined }): boolean => kind === undefined || kind === "reversal";
