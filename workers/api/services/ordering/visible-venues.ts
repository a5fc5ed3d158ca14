import { type Caller, may, venuesWhere } from "../../../../domain/access/roles";

/** The venues whose orders the caller may look through. Undefined: every one. None: not what was asked for, or nothing at all. */
export function venuesToSee(caller: Caller, asked: string | undefined): string[] | undefined {
  if (asked !== undefined) return may(caller, "orders.search", asked) ? [asked] : [];
  return may(caller, "orders.search") ? undefined : venuesWhere(caller, "orders.search");
}
