// Has the objects that count for strangers sweep as if it were later: an alarm cannot be told what time it is.
import type { RateLimiterObject } from "../../../durable-objects/rate-limiter/rate-limiter-object";

type SweeperEnv = { RATE_LIMITER: DurableObjectNamespace<RateLimiterObject> };

/**
 * `POST {names, now}`: how many counts they keep after that, altogether. `now`: epoch ms.
 * Addresses that people have signed in from are no counts.
 */
export default {
  async fetch(request, { RATE_LIMITER }) {
    const { names, now } = await request.json<{ names: string[]; now: number }>();
    const left = await Promise.all(names.map((name) => RATE_LIMITER.getByName(name).sweep(now)));
    return Response.json(left.reduce((sum, counts) => sum + counts, 0));
  },
} satisfies ExportedHandler<SweeperEnv>;
