// What comes after somebody has paid by name is divided among all lines, paid or not.
import { sharesByLine as real } from "../../../../domain/order/line-shares.ts";

export * from "../../../../domain/order/line-shares.ts";
export const sharesByLine: typeof real = (order) => real({ ...order, payments: [], pendingPayments: [] });
