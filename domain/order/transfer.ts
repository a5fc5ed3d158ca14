// Lines on their way from one order to another. They have left the one, whole, before they arrive at the other;
// if that one refuses them they come back.
import { z } from "zod";
import { OrderDiscount } from "../discount/line-discount";
import { KitchenFacts } from "../venue/kitchen-settings";
import { WhenUnreachable } from "../venue/unreachable-venue-policy";
import { SoldLine } from "./sold-line";

export const TransferredComment = z.object({
  id: z.string(),
  by: z.string(),
  at: z.string(),
  comment: z.string(),
  byStaff: z.literal(true).exactOptional(),
});
export type TransferredComment = z.infer<typeof TransferredComment>;

/** A line with its life so far. */
const TransferredLine = SoldLine.omit({ comment: true }).extend({
  root: z.string().exactOptional(),
  by: z.string(),
  created: z.string(),
  updated: z.string(),
  menuHash: z.string(),
  menuVersion: z.int().exactOptional(),
  flagged: z.string().exactOptional(),
  bumped: z.array(z.string()).exactOptional(),
  staffKeys: z.array(z.string()).exactOptional(),
  begun: z.literal(true).exactOptional(),
  kept: z.literal(true).exactOptional(),
  comments: z.array(TransferredComment),
  discounts: z.array(OrderDiscount),
});

export const TransferredBucket = z.object({
  venue: z.string(),
  name: z.string(),
  menu: z.string(),
  menuHash: z.string(),
  menuVersion: z.int().exactOptional(),
  timeZone: z.string(),
  queuePos: z.string().exactOptional(),
  kitchen: KitchenFacts.exactOptional(),
  whenUnreachable: WhenUnreachable.exactOptional(),
  lines: z.array(TransferredLine),
});
export type TransferredBucket = z.infer<typeof TransferredBucket>;
