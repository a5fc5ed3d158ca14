// Parts of what an order's history says.

export const because = (reason: string | undefined): string => (reason === undefined || reason === "" ? "" : `: ${reason}`);
export const promisedBy = (ready: string | undefined): string => (ready === undefined ? "" : `, promised by ${ready}`);
export const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
export const stored = (store: Record<string, string>): string => `stored ${Object.keys(store).join(", ") || "nothing"}`;
