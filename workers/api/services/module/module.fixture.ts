// For tests: who asks as a module, and who listens.
import { env, exports } from "cloudflare:workers";
import { listen } from "../../../../durable-objects/gateway/stomp-client.fixture";
import type { Principal } from "../../../../domain/access/principal";
import { signAccessToken } from "../../../../runtime/access-token";
import { readKeys } from "../../../../runtime/keys";

export const MODULES = "/auth-api/api/modules";

export type Problem = { status: number; type: string; message: string; errors?: { pointer: string; message: string }[]; etag?: string };

export const pointers = async (answer: Response) => (await answer.json<Problem>()).errors?.map(({ pointer }) => pointer);

/** Asks the API with the token of a module. */
export function moduleCaller(tenant: string, module: Principal["module"]) {
  return async (path: string) => {
    const who = { tenant, user: "m1", login: "kiosk", roles: [], client: "app", region: "global" as const, ...(module && { module }) };
    const token = await signAccessToken(readKeys(env.KEYS), who, Date.now(), 600);
    return exports.default.fetch(`https://api.test${path}`, { headers: { authorization: `Bearer ${token}` } });
  };
}

/** A socket at one destination; `told` is what has been said there so far. */
export async function ear(destination: string, who: Partial<Omit<Principal, "exp">>) {
  const { messages } = await listen("ear", destination, who);
  return {
    told: (): unknown[] => messages().map((message) => JSON.parse(message.slice(message.indexOf("\n\n") + 2, -1))),
  };
}
