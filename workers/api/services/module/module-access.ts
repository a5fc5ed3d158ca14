// Who sees and keeps modules.
import { createMiddleware } from "hono/factory";
import { holds } from "../../../../domain/access/principal";
import type { Api } from "#api/env";
import { refuse } from "#api/http/refuse";

export const MODULE_READERS = ["MODULES", "READMODULES"];
const KEEPERS = ["MODULES"];
const OF_A_VENUE = /^ROLE_(.+)_(?:READ)?MODULES$/;

/** A module without a venue is the chain's: only chain-wide roles reach it. */
const at = (venue: string) => (venue === "" ? undefined : venue);

export const readsAll = (roles: readonly string[]) => holds(roles, MODULE_READERS);
export const reads = (roles: readonly string[], venue: string) => holds(roles, MODULE_READERS, at(venue));
export const keepsAll = (roles: readonly string[]) => holds(roles, KEEPERS);
export const keeps = (roles: readonly string[], venue: string) => holds(roles, KEEPERS, at(venue));

/** Venues where the caller sees modules by a role of that venue. */
export const venuesRead = (roles: readonly string[]): string[] =>
  roles.flatMap((role) => {
    const [, venue] = OF_A_VENUE.exec(role) ?? [];
    return venue === undefined ? [] : [venue];
  });

const keepsSomewhere = (roles: readonly string[]) => venuesRead(roles).some((venue) => keeps(roles, venue));

const roleNames = (names: readonly string[]) => names.map((name) => `ROLE_${name}`);
export const chainNeeds = roleNames(KEEPERS);
const readerNeeds = [...roleNames(MODULE_READERS), ...MODULE_READERS.map((name) => `ROLE_{venue}_${name}`)];
export const keeperNeeds = [...chainNeeds, "ROLE_{venue}_MODULES"];

const only = (may: (roles: readonly string[]) => boolean, needs: string[]) =>
  createMiddleware<Api>(async (c, next) => (may(c.var.principal.roles) ? next() : refuse(c, { code: "forbidden", needs })));

/** Those who see the modules of every venue: what they have in common is no venue's. */
export const chainReaders = only(readsAll, roleNames(MODULE_READERS));
/** Those who see modules somewhere; which ones is for the route to ask. */
export const readers = only((roles) => readsAll(roles) || venuesRead(roles).length > 0, readerNeeds);
/** Those who keep modules somewhere. */
export const keepers = only((roles) => keepsAll(roles) || keepsSomewhere(roles), keeperNeeds);
export const chainKeepers = only(keepsAll, chainNeeds);
