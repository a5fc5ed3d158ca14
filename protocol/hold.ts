// What a participant of checkout keeps for an order (RPC, plain data). The order asks for a hold before it commits, and tells through its
// outbox, at least once, that it has (`confirm`) or that nothing came of it (`release`); all three are idempotent by the hold's id. Times
// are epoch milliseconds.
import type { Region } from "../domain/access/principal";
import type { HoldDelta, HoldLimits } from "../domain/order/holds";

export type { HeldLine, HoldDelta, SlotRequest } from "../domain/order/holds";

/**
 * `takes` are taken by `hold`; `gives` are given back by `confirm`, not before. `until`: from then on the participant asks the order what
 * became of it.
 */
export type Hold = HoldDelta & { id: string; order: string; region: Region; limits: HoldLimits; until: number };

/** The order's word on a hold that has run out: `kept` is confirmed, `gone` is released, `pending` is asked again. */
export type HoldOutcome = "pending" | "kept" | "gone";
