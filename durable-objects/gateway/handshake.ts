// The first frame: which version is spoken, how the heart beats, who is there.
import { err, ok, type Result } from "../../domain/result";
import { verifyAccessToken } from "../../runtime/access-token";
import type { Keys } from "../../runtime/keys";
import { mayComeFrom } from "../../runtime/origin";
import { type ClientFrame, type StompVersion, versions } from "../../protocol/stomp";
import type { Who } from "./attachment";
import { decidingAuthorities } from "./authorize-destination";
import { type Ending, expired } from "./close-reasons";

type Headers = ClientFrame["headers"];

/** Below this, beats cost more than they tell. */
const SHORTEST_BEAT_MS = 4_000;

/** The newest STOMP subprotocol that is offered in an upgrade (a `Sec-WebSocket-Protocol` header). */
export function subprotocolFor(offered: string | null): string | undefined {
  const names = offered?.split(",").map((name) => name.trim());
  return versions.map((version) => `v${version.replace(".", "")}.stomp`).find((name) => names?.includes(name));
}

export type Greeting = { who: Who; version: StompVersion; heartBeat: string };

/** What a CONNECT frame comes to at `now` (epoch ms), in a page of that origin. */
export async function greet(headers: Headers, origin: string | undefined, keys: Keys, now: number): Promise<Result<Greeting, Ending>> {
  const version = versionFor(headers);
  if (!version) return err({ code: 1002, message: `accept-version must name one of ${versions.join(", ")}` });
  const heartBeat = heartBeatFor(headers);
  if (!heartBeat) return err({ code: 1002, message: "heart-beat must be two numbers of milliseconds" });
  const who = await whoIs(headers, origin, keys, now);
  return who.ok ? ok({ who: who.value, version, heartBeat }) : who;
}

/** Whose token the frame's `login` header holds, if it is good at `now` (epoch ms). `origin`: of the page, where there is one. */
export async function whoIs(headers: Headers, origin: string | undefined, keys: Keys, now: number): Promise<Result<Who, Ending>> {
  const token = headers.get("login");
  if (!token) return err({ code: 4401, message: "the login header must hold an access token" });
  const verdict = await verifyAccessToken(keys, token, now);
  if (!verdict.ok) return err({ code: 4401, message: verdict.error.reason });
  const { tenant, user, region, exp, session, module } = verdict.value;
  if (exp * 1000 <= now) return err(expired);
  if (!mayComeFrom(verdict.value.origins, origin))
    return err({ code: 4403, message: "the chain allows no sockets from pages of this origin" });
  return ok({ tenant, user, roles: decidingAuthorities(verdict.value), region, exp, session, ...(module && { module }) });
}

/** The newest version that both sides speak. A client that names none speaks 1.0. */
function versionFor(headers: Headers): StompVersion | undefined {
  const accepted = (headers.get("accept-version") ?? "1.0").split(",").map((version) => version.trim());
  return versions.find((version) => accepted.includes(version));
}

/**
 * CONNECTED's `heart-beat`. Each beat of the client is answered without waking the gateway, so we beat as often as the client does: never more often, and
 * not at all when it does not. Hence both numbers are the same, and at least what each side asked for.
 */
function heartBeatFor(headers: Headers): string | undefined {
  const [, sends, wants] = /^(\d{1,9}),(\d{1,9})$/.exec(headers.get("heart-beat") ?? "0,0") ?? [];
  if (sends === undefined || wants === undefined) return undefined;
  const every = Math.max(Number(sends), Number(wants), SHORTEST_BEAT_MS);
  return Number(sends) === 0 ? "0,0" : `${every},${every}`;
}
