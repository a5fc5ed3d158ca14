// News for whoever listens at a feed right now. Told at most once: nothing is kept for those who are away,
// for they read anew when they connect.
import type { Context } from "hono";
import type { Showing } from "../../protocol/feed";
import { objectStub } from "../../runtime/object-stub";
import type { Api } from "./env";
import { log } from "../../runtime/log";

/** False when somebody may not have heard it; that is in the log then. What has been stored stays stored. */
export async function publish(
  c: Context<Api>,
  feed: string,
  { topic, body }: { topic: Showing["topic"]; body: unknown },
): Promise<boolean> {
  try {
    const showing = { topic, body: JSON.stringify(body) };
    await objectStub(c.env.FEED, c.var.principal.region, feed).tell([showing]);
    return true;
  } catch (error) {
    log("warn", "feed.publish_failed", { feed, error });
    return false;
  }
}
