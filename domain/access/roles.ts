// Whether somebody may: the one question of every door, over HTTP, on sockets and on STOMP.
import { allowed, type Capability, ROLES } from "./capabilities";

/** Somebody with the authorities of his token: `ROLE_X` is a role for the whole chain, `ROLE_{venue}_X` one at that venue. */
export type Caller = { readonly roles: readonly string[] };

export type AuthenticatedUser = Caller & { readonly user: string };

/** Without a venue: for the whole chain. */
export type RoleAssignment = { role: string; venue?: string };

const AUTHORITY = new RegExp(`^ROLE_(?:(.+)_)?(${ROLES.join("|")})$`);

/** Undefined for what is no role of ours. A venue's id may have underscores in it; it is as long as it can be. */
function parse(authority: string): RoleAssignment | undefined {
  const [, venue, role] = AUTHORITY.exec(authority) ?? [];
  return role === undefined ? undefined : { role, ...(venue !== undefined && { venue }) };
}

/** A token is asked many times. */
const parsed = new WeakMap<readonly string[], readonly RoleAssignment[]>();

export function assignmentsOf({ roles }: Caller): readonly RoleAssignment[] {
  const known = parsed.get(roles) ?? roles.flatMap((authority) => parse(authority) ?? []);
  parsed.set(roles, known);
  return known;
}

function grants({ role, venue: at }: RoleAssignment, capability: Capability, venue: string | undefined): boolean {
  const { chain, venue: there } = allowed(capability);
  if (at === undefined) return role === "SU" || chain.some((name) => name === role);
  return at === venue && there.some((name) => name === role);
}

/** Chain-wide, or at `venue`. @example may(principal, "orders.watch", "waw_1") */
export const may = (caller: Caller, capability: Capability, venue?: string): boolean =>
  assignmentsOf(caller).some((assignment) => grants(assignment, capability, venue));

/** Chain-wide, or at every one of `venues`; where there is none yet, chain-wide. */
export const mayAtAll = (caller: Caller, capability: Capability, venues: readonly string[]): boolean =>
  may(caller, capability) || (venues.length > 0 && venues.every((venue) => may(caller, capability, venue)));

/** Chain-wide, or at one of `venues`; where there is none yet, anywhere: a till begins with an order that has no lines. */
export const mayAtOne = (caller: Caller, capability: Capability, venues: readonly string[]): boolean =>
  venues.length === 0 ? mayAnywhere(caller, capability) : venues.some((venue) => may(caller, capability, venue));

/** Chain-wide, or at whatever venue. */
export const mayAnywhere = (caller: Caller, capability: Capability): boolean =>
  may(caller, capability) || venuesWhere(caller, capability).length > 0;

/** The venues at which somebody may by a role there, each once. */
export const venuesWhere = (caller: Caller, capability: Capability): string[] => [
  ...new Set(assignmentsOf(caller).flatMap((one) => (one.venue !== undefined && grants(one, capability, one.venue) ? [one.venue] : []))),
];

/** As a token has it. */
export const authority = (role: string, venue?: string): string => (venue === undefined ? `ROLE_${role}` : `ROLE_${venue}_${role}`);

/** Any of these authorities is enough: those for the chain, or those at a venue. */
export const authoritiesFor = (capability: Capability, venue?: string): string[] =>
  allowed(capability)[venue === undefined ? "chain" : "venue"].map((role) => authority(role, venue));

type Forbidden = { code: "forbidden"; needs: string[] };

/** What somebody is told who may not, of roles for the chain or at the venue. */
export const forbidden = (capability: Capability, venue?: string): Forbidden => ({
  code: "forbidden",
  needs: authoritiesFor(capability, venue),
});

/** Of roles for the chain and at whatever venue. */
export const forbiddenAnywhere = (capability: Capability): Forbidden => ({
  code: "forbidden",
  needs: [...authoritiesFor(capability), ...authoritiesFor(capability, "{venue}")],
});
