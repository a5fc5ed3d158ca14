// What a refund means for the bill. Money that goes back is no debt, unless the payment itself is undone.
import { z } from "zod";
import type { Minor } from "../pricing/money";

/**
 * As staff ask for it. `goodwill`: a gesture, or for a complaint: nothing is owed again. `correction`: gives back what was paid too much,
 * and no more. `reversal`: the payment did not count, so the bill is open again.
 */
export const RefundReason = z.enum(["goodwill", "correction", "reversal"]);
export type RefundReason = z.infer<typeof RefundReason>;

/**
 * As it is stored. `cancellation`: the order was cancelled, and gives back what its providers have taken. `unapplied`: the order could not
 * use the money, so it pays for nothing, from the moment it is on its way back.
 */
export const RefundKind = z.enum([...RefundReason.options, "cancellation", "unapplied"]);
export type RefundKind = z.infer<typeof RefundKind>;

/** Whether the bill is open again by as much. A refund of before there were kinds was a reversal. */
export const reopensBill = ({ kind }: { kind?: RefundKind | undefined }): boolean => kind === undefined || kind === "reversal";

/** Whether what goes back is not owed again: it was paid, and is a gift now. */
export const forgivesDebt = (refund: { kind?: RefundKind | undefined }): boolean => !reopensBill(refund) && refund.kind !== "unapplied";

/** What of these refunds is not owed again. Minor units. */
export const forgivenOf = (refunds: readonly { forgiven?: Minor | undefined }[]): Minor =>
  refunds.reduce((sum, { forgiven = 0 }) => sum + forgiven, 0);

/** It pays for nothing, also when it did not go back. */
export const isUnapplied = ({ kind }: { kind?: RefundKind | undefined }): boolean => kind === "unapplied";
