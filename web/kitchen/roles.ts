// `ROLE_{venue}_KDS` and its like name the venues whose kitchen somebody works in.
const HERE = /^ROLE_(.+)_(?:KDS|COOK|WAITER|ORDERS|MANAGER)$/;

export const kitchensOf = (roles: readonly string[]): string[] =>
  [...new Set(roles.flatMap((role) => HERE.exec(role)?.[1] ?? []))].toSorted();
