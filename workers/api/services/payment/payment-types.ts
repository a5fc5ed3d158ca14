// How an order can be paid. Clients name a type by number; orders store its name.
import { holds } from "../../../../domain/access/principal";
import type { TenderType } from "../../../../domain/order/commands";
import { takingPayment } from "../../../../domain/order/policy";

/** `provider`: who takes the money online, absent for a staff tender, which is registered at once by who may. */
export type OfferedType = { id: number; type: TenderType; name: string; provider?: "sandbox" };

const SANDBOX: OfferedType = { id: 1, type: "EPAYMENT", name: "Sandbox payment", provider: "sandbox" };

/** Numbers are public: a new type gets a new one, and none is given twice. */
const STAFF_TENDERS: OfferedType[] = [
  { id: 10, type: "CASH", name: "Cash" },
  { id: 11, type: "CARD", name: "Card" },
  { id: 12, type: "TERMINAL", name: "Card terminal" },
  { id: 13, type: "COD", name: "Cash on delivery" },
  { id: 14, type: "EXTERNAL", name: "Paid elsewhere" },
];

/** `sandbox`: whether the built-in provider, which moves no money, may be used here. */
export const offeredTypes = (sandbox: boolean): OfferedType[] => [...(sandbox ? [SANDBOX] : []), ...STAFF_TENDERS];

/** Never in production, unless the tenant says so. */
export const offersSandbox = (stage: string, properties: Record<string, string>) =>
  stage === "local" || properties["payments.sandbox"] === "true";

/** Role names without prefix, any of which is enough; empty when everybody may. The order itself holds callers to it. */
export const rolesFor = ({ type, provider }: OfferedType): string[] => (provider ? [] : takingPayment(type));

/** Whether somebody with `roles` may use the type: tenant-wide, or at `venue`. */
export function mayUse(offered: OfferedType, roles: readonly string[], venue?: string): boolean {
  const names = rolesFor(offered);
  return names.length === 0 || holds(roles, names, venue);
}
