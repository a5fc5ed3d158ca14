// Modules: the devices and programs of a chain that sign in by themselves (kiosks, kitchen displays,
// tills' integrators), and what they are told over STOMP.
import { z } from "zod";

/** `TModuleType` of the published types. */
export const ModuleType = z.enum([
  "POS_INTEGRATOR",
  "KIOSK",
  "BI_CONNECTOR",
  "AGGREGATOR",
  "KDS",
  "STATUS_SCREEN",
  "LOYALTY_INTEGRATOR",
  "LOYALTY",
  "MOBILE_APP_LOYALTY",
  "ORDERING_WEB",
  "DELIVERY_PANEL",
  "CASHIER",
]);
export type ModuleType = z.infer<typeof ModuleType>;

export const ModuleId = z.string().regex(/^[a-zA-Z0-9_-]{2,64}$/, "expected 2 to 64 letters, digits, dashes or underscores");

/**
 * What `/modules/{tenant}/{module}` says. UPSERT: the module has changed, read `module-config` again;
 * CONFIG: what all of its type have in common has changed, read `module-common-config` again; LOGOUT: forget the sign-in;
 * DELETE: there is no such module any more.
 */
export type ModuleChange = { id: string; changeType: "UPSERT" | "LOGOUT" | "DELETE" | "CONFIG" };

/** What `/steering/{tenant}/{venue}` says (`ISteeringCommand`). Who hears the same `correlationId` twice has heard one command. */
export type SteeringMessage = { correlationId: string; command: string; venue: string; properties: Record<string, string> };
