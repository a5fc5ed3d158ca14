// Who deals with a chain's orders in a story.
import type { Actor } from "../../../../domain/order/commands.ts";

const user = (name: string, ...roles: string[]): Extract<Actor, { kind: "user" }> => ({ kind: "user", user: name, roles });

export const ANN = user("ann", "ROLE_ANONYMOUS");
export const BOB = user("bob", "ROLE_ANONYMOUS");
export const TILL = user("till", "ROLE_ORDERS", "ROLE_PAY");
export const WAITER = user("waiter", "ROLE_WAITER", "ROLE_PAY");
export const KITCHEN = user("kitchen", "ROLE_KDS");
export const BOSS = user("boss", "ROLE_MANAGER");
export const AGGREGATOR = user("glovo", "ROLE_AGGREGATOR", "ROLE_PAY");
