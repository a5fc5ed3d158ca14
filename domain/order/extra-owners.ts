// Whose the facts (`extra`) on orders and lines are. Guests and their apps store what they like. Some keys mean something to staff, devices
// or aggregators and are theirs; and whatever staff or a device has stored is theirs from then on.
import type { Capability } from "../access/capabilities";
import { type AuthenticatedUser, authoritiesFor, mayAtOne } from "../access/roles";
import type { Actor, RequestedLine, OrderCommand } from "./commands";
import type { Rejection } from "./rejections";
import { linesOf, type OrderState } from "./state";

/** What somebody needs who stores or removes the key. Written in any case it is the same key: those who read it may not mind the case. */
const OWNERS: ReadonlyMap<string, Capability> = new Map([
  ["x-agg-id", "orders.bring-aggregated"], // names the order at the aggregator; the order's `extId`
  ["support-order-id", "orders.bring-aggregated"],
  ["x-pos-id", "orders.operate"],
  ["x-kiosk-id", "orders.operate"],
  ["x-source-type", "orders.operate"],
  ["manual-verify", "orders.operate"], // keeps slips from verifying the order
  ["courier-name", "orders.operate"],
  ["courier-phone", "orders.operate"],
]);

/** The venues by whose roles somebody stores: those of the order, and the one that the command adds to it. */
export function venuesConcerned(command: OrderCommand, state: OrderState): string[] {
  const known = state.status === "ABSENT" ? [] : state.buckets.map(({ venue }) => venue);
  if (command.type === "AppendLines") return [...known, command.venue];
  return command.type === "CreateOrder" && command.append ? [...known, command.append.venue] : known;
}

/** Whether what the command stores is staff's or a device's from now on. */
export const storesAsStaff = (actor: Actor, command: OrderCommand, state: OrderState): boolean =>
  actor.kind === "user" && mayAtOne(actor, "orders.operate", venuesConcerned(command, state));

/** Undefined when nothing that the command stores or removes is somebody else's. Names every key that is. */
export function extraRefusal(who: AuthenticatedUser, command: OrderCommand, state: OrderState): Rejection | undefined {
  const venues = venuesConcerned(command, state);
  const kept = keptByStaff(command, state);
  const neededFor = (key: string) => OWNERS.get(key.toLowerCase()) ?? (kept.has(key.toLowerCase()) ? "orders.operate" : undefined);
  const foreign = [...new Set(keysOf(command))].filter((key) => {
    const needed = neededFor(key);
    return needed && !mayAtOne(who, needed, venues);
  });
  if (foreign.length === 0) return undefined;
  const enough = foreign.map((key) => authoritiesFor(neededFor(key) ?? "orders.operate"));
  const needs = authoritiesFor("orders.operate").filter((role) => enough.every((roles) => roles.includes(role)));
  return { code: "forbidden", needs, extra: foreign };
}

/** Every key that the command stores or removes. */
function keysOf(command: OrderCommand): string[] {
  if (command.type === "StoreExtra" || command.type === "StoreLinesExtra")
    return [...Object.keys(command.store), ...(command.remove ?? [])];
  if (command.type === "CreateOrder") return [...Object.keys(command.extra ?? {}), ...keysOfLines(command.append?.lines ?? [])];
  return command.type === "AppendLines" ? keysOfLines(command.lines) : [];
}

const keysOfLines = (lines: readonly RequestedLine[]): string[] => lines.flatMap(({ extra = {} }) => Object.keys(extra));

/** In lower case. */
const keptByStaff = (command: OrderCommand, state: OrderState): ReadonlySet<string> =>
  new Set(staffKeysAt(command, state).map((key) => key.toLowerCase()));

function staffKeysAt(command: OrderCommand, state: OrderState): readonly string[] {
  if (state.status === "ABSENT") return [];
  if (command.type === "StoreExtra") return state.staffKeys ?? [];
  if (command.type !== "StoreLinesExtra") return [];
  const asked = new Set<string>(command.lines);
  return linesOf(state).flatMap(({ id, staffKeys = [] }) => (asked.has(id) ? staffKeys : []));
}
