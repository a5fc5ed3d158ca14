// Who may see and change locks (docs/wire.md, "Locks"). A role that is limited to venues reaches locks of those venues only.
import { type Caller, mayAtAll, mayAtOne } from "../../../../domain/access/roles";
import type { MenuLock } from "../../../../domain/menu/menu-lock";

/** Everywhere's locks concern every venue, so whoever may see some sees them. */
export const maySee = (caller: Caller, { instances = [] }: MenuLock): boolean => mayAtOne(caller, "locks.read", instances);

/** A lock that reaches beyond the caller's venues is not theirs to make or to end. */
export const mayChange = (caller: Caller, { instances = [] }: MenuLock): boolean => mayAtAll(caller, "locks.write", instances);
