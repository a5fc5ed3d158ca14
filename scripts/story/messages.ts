// What a story and the processes of its roles tell each other.
import type { IOrder } from "@orderingstack/ordering-types";

/**
 * With a `venue` the client runs in kitchen mode there; without `credentials` it signs in as a new guest.
 * `device`: the app signs in by itself and hands the client its tokens, as kiosks and displays do;
 * only then, and when it refreshes them, does the client look whether it is a module.
 */
export type RoleSetting = {
  baseUrl: string;
  tenant: string;
  basicAuth: string;
  venue?: string;
  credentials?: { login: string; password: string };
  device?: boolean;
};

/** `order` is an order's id. Amounts in major units. */
export type Ask =
  | { do: "create" }
  | { do: "append"; order: string; venue: string; product: string; quantity: number; config: unknown }
  | { do: "contact"; order: string; name: string; phone: string }
  | { do: "pay"; order: string; paymentType: number; amount: number; returnUrl: string }
  | { do: "approve"; url: string }
  | { do: "process-lines"; order: string; lines: string[] }
  | { do: "hang-up" };

export type ToRole = { id: number; ask: Ask };

/**
 * `at`: epoch milliseconds, comparable between processes of one machine. `gone`: the client has dropped the order from its screen.
 * `module`: what the client makes of a change of the module that it has signed in as.
 */
export type FromRole = { at: number } & (
  | { kind: "signed-in"; user: string }
  | { kind: "connected" }
  | { kind: "order"; order: IOrder }
  | { kind: "gone"; order: string }
  | { kind: "notification"; notification: unknown }
  | { kind: "steering"; command: unknown }
  | { kind: "venue"; venue: unknown }
  | { kind: "module"; event: "MODULE_CHANGE" | "LOGOUT" | "DELETE"; module: string; config?: unknown }
  | { kind: "answer"; id: number; answer: unknown }
  | { kind: "refused"; id: number; reason: string }
  | { kind: "failed"; reason: string }
);
