// Groups of roles, by what they are trusted with, and who belongs to one.
import { holds } from "../access/principal";
import type { Rejection } from "./rejections";

/** Who may see the orders of a venue, tenant-wide or there. */
export const STAFF = ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER", "VERIFY", "QUEUE", "PAY", "COURIER", "AGGREGATOR"];
/** Staff, and the devices that the chain has put up. */
export const STAFF_AND_DEVICES = [...STAFF, "KIOSK"];
/** Who brings orders under an aggregator's name: it itself, and who looks after all orders. */
export const FOR_AGGREGATORS = ["AGGREGATOR", "MANAGER", "ORDERS"];
/** Who brings orders under a kiosk's name. */
export const FOR_KIOSKS = ["KIOSK", "MANAGER", "ORDERS"];

/** One of `names` for the whole chain, or at every one of `venues`. */
export const holdsAtAll = (roles: readonly string[], names: readonly string[], venues: readonly string[]): boolean =>
  holds(roles, names) || (venues.length > 0 && venues.every((venue) => holds(roles, names, venue)));

/**
 * One of `names` for the whole chain, or at one of `venues`. Before there is a venue, at any: a till begins with an order that has no
 * lines.
 */
export const holdsAtOne = (roles: readonly string[], names: readonly string[], venues: readonly string[]): boolean =>
  holds(roles, names) ||
  (venues.length === 0
    ? roles.some((role) => names.some((name) => role.startsWith("ROLE_") && role.endsWith(`_${name}`)))
    : venues.some((venue) => holds(roles, names, venue)));

/** What somebody is told who has none of these roles. */
export const lacking = (roles: readonly string[]): Extract<Rejection, { code: "forbidden" }> => ({
  code: "forbidden",
  needs: roles.map((role) => `ROLE_${role}`),
});
