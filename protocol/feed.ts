// What passes between orders, feeds and gateways inside the platform (RPC, plain data).

/** A STOMP destination served by feeds, without tenant and subject: `/order-changes/{tenant}/{user}` and so on (docs/wire.md, "STOMP"). */
export type Topic = "order-changes" | "notifications" | "kds" | "menu-changes" | "steering" | "venues" | "modules";

/**
 * One thing to show. `venues`: for `x-venue` filters; absent means it concerns every venue. `body` is JSON text.
 * `of`: the order that it is of, the number of the order's newest event, by which a listener says where to go on,
 * and whether the order is open.
 */
export type Showing = { topic: Topic; body: string; venues?: string[]; of?: { order: string; seq: number; open: boolean } };

/** What a listener has seen: the newest event of each order, or, of one who follows a single order, its number alone. */
export type Seen = ReadonlyMap<string, number> | number;

/** Among the gateways of a feed's answer: the feed itself, where the sockets of a venue's own screens end. */
export const FEED_ITSELF = "@feed";

/**
 * An order's word to one feed. `open`: whether the order belongs to the feed's open orders from now on; `at` orders the lists.
 * Idempotent: the feed keeps the highest `seq` per order for its membership, so a late word changes nothing.
 */
export type FeedWord = { order: string; seq: number; open: boolean; at: string; showings: Showing[] };

/**
 * The feed's answer: the gateways where somebody listens. The order shows its plain changes to them itself;
 * while there are none, it says nothing. What the feed tells an order through `OrderObject.audience` while its
 * answer is under way is newer than that answer.
 */
export type FeedAnswer = { gateways: string[] };

/** Names of objects. The tenant leads; another tenant's name is another object. */
export const userFeed = (tenant: string, user: string) => `${tenant}/user/${user}`;
export const venueFeed = (tenant: string, venue: string) => `${tenant}/venue/${venue}`;
/** A feed of its own: guests who watch a menu are no reason for orders to speak. */
export const menuFeed = (tenant: string, venue: string) => `${tenant}/menu/${venue}`;
/** Feeds without orders: what is told through them once is not kept. */
export const steeringFeed = (tenant: string, venue: string) => `${tenant}/steering/${venue}`;
export const venueInfoFeed = (tenant: string, venue: string) => `${tenant}/venue-info/${venue}`;
export const moduleFeed = (tenant: string, module: string) => `${tenant}/module/${module}`;
export const endpointName = (tenant: string, endpoint: string) => `${tenant}/endpoint/${endpoint}`;

/** Destination of a STOMP subscription → the feed that serves it and the topic within; undefined when there is no such destination. */
export function feedOf(destination: string): { tenant: string; subject: string; feed: string; topic: Topic } | undefined {
  const [root, topic, tenant, subject, ...rest] = destination.split("/");
  if (root !== "" || !tenant || !subject || rest.length > 0) return undefined;
  if (topic === "order-changes" || topic === "notifications") return { tenant, subject, topic, feed: userFeed(tenant, subject) };
  if (topic === "kds") return { tenant, subject, topic, feed: venueFeed(tenant, subject) };
  if (topic === "menu-changes") return { tenant, subject, topic, feed: menuFeed(tenant, subject) };
  if (topic === "steering") return { tenant, subject, topic, feed: steeringFeed(tenant, subject) };
  if (topic === "venues") return { tenant, subject, topic, feed: venueInfoFeed(tenant, subject) };
  if (topic === "modules") return { tenant, subject, topic, feed: moduleFeed(tenant, subject) };
  return undefined;
}
