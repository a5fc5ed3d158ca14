import { z } from "zod";

/** NEW is a basket; COMPLETED means placed; CLOSED, ABANDONED and CANCELLED are ends. */
export const OrderStatus = z.enum(["NEW", "COMPLETED", "VERIFIED", "DELIVER", "DELIVERED", "CLOSED", "ABANDONED", "CANCELLED"]);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** What somebody is to an order (`IOrder.users`). */
export const PersonRole = z.enum(["CREATOR", "CUSTOMER", "COUPON", "KIOSK", "WAITER", "MANAGER", "VIEWER", "DRIVER", "STAFF"]);
export type PersonRole = z.infer<typeof PersonRole>;

/** PROCESSED, VOID, WASTE and TECHNICAL are final. */
export const LineStatus = z.enum(["NEW", "TECHNICAL", "CONFIRMED", "PROCESSING", "PROCESSED", "VOID", "WASTE"]);
export type LineStatus = z.infer<typeof LineStatus>;
