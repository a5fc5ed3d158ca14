// How an order can be paid. Clients name a type by number; orders store its name.
import { authoritiesFor, type Caller, may } from "../../../../domain/access/roles";
import type { TenderType } from "../../../../domain/order/commands";

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

/** Authorities, any of which is enough; empty when everybody may. The order itself holds callers to it. */
export const authoritiesToUse = ({ type, provider }: OfferedType): string[] => (provider ? [] : authoritiesFor(`payments.take:${type}`));

/** Whether the caller may use the type: tenant-wide, or at `venue`. */
export const mayUse = ({ type, provider }: OfferedType, caller: Caller, venue?: string): boolean =>
  provider !== undefined || may(caller, `payments.take:${type}`, venue);
