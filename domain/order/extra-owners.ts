// Whose the facts (`extra`) on orders and lines are. Guests and their apps store what they like. Some keys mean something to staff, devices
// or aggregators and are theirs; and whatever staff or a device has stored is theirs from then on.
import type { Actor, RequestedLine, OrderCommand } from "./commands";
import type { Rejection } from "./rejections";
import { FOR_AGGREGATORS, holdsAtOne, lacking, STAFF_AND_DEVICES } from "./roles";
import { linesOf, type OrderState } from "./state";

type Who = Extract<Actor, { kind: "user" }>;

/** Roles, one of which may store and remove the key. Written in any case it is the same key: those who read it may not mind the case. */
const OWNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["x-agg-id", FOR_AGGREGATORS], // names the order at the aggregator; the order's `extId`
  ["support-order-id", FOR_AGGREGATORS],
  ["x-pos-id", STAFF_AND_DEVICES],
  ["x-kiosk-id", STAFF_AND_DEVICES],
  ["x-source-type", STAFF_AND_DEVICES],
  ["manual-verify", STAFF_AND_DEVICES], // keeps slips from verifying the order
  ["courier-name", STAFF_AND_DEVICES],
  ["courier-phone", STAFF_AND_DEVICES],
]);

/** The venues by whose roles somebody stores: those of the order, and the one that the command adds to it. */
export function venuesConcerned(command: OrderCommand, state: OrderState): string[] {
  const known = state.status === "ABSENT" ? [] : state.buckets.map(({ venue }) => venue);
  if (command.type === "AppendLines") return [...known, command.venue];
  return command.type === "CreateOrder" && command.append ? [...known, command.append.venue] : known;
}

/** Whether what the command stores is staff's or a device's from now on. */
export const storesAsStaff = (actor: Actor, command: OrderCommand, state: OrderState): boolean =>
  actor.kind === "user" && holdsAtOne(actor.roles, STAFF_AND_DEVICES, venuesConcerned(command, state));

/** Undefined when nothing that the command stores or removes is somebody else's. Names every key that is. */
export function extraRefusal({ roles }: Who, command: OrderCommand, state: OrderState): Rejection | undefined {
  const venues = venuesConcerned(command, state);
  const kept = keptByStaff(command, state);
  const ownersOf = (key: string) => OWNERS.get(key.toLowerCase()) ?? (kept.has(key.toLowerCase()) ? STAFF_AND_DEVICES : undefined);
  const foreign = [...new Set(keysOf(command))].filter((key) => {
    const owners = ownersOf(key);
    return owners && !holdsAtOne(roles, owners, venues);
  });
  if (foreign.length === 0) return undefined;
  const owners = foreign.map((key) => ownersOf(key) ?? []);
  return { ...lacking(STAFF_AND_DEVICES.filter((role) => owners.every((names) => names.includes(role)))), extra: foreign };
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
