// The first frame: which version is spoken, how the heart beats, who is there.
import { err, ok, type Result } from "../../domain/result";
import { closing } from "../../protocol/live";
import type { Keys } from "../../runtime/keys";
import { type ClientFrame, type StompVersion, versions } from "../../protocol/stomp";
import { authorize } from "../lib/authorize";
import type { Ending } from "../lib/close-reasons";
import type { SocketPrincipal } from "./attachment";
import { decidingAuthorities } from "./authorize-destination";
import { broken } from "./stomp-close-reasons";

type Headers = ClientFrame["headers"];

/** Below this, beats cost more than they tell. */
const SHORTEST_BEAT_MS = 4_000;

/** The newest STOMP subprotocol that is offered in an upgrade (a `Sec-WebSocket-Protocol` header). */
export function subprotocolFor(offered: string | null): string | undefined {
  const names = offered?.split(",").map((name) => name.trim());
  return versions.map((version) => `v${version.replace(".", "")}.stomp`).find((name) => names?.includes(name));
}

export type Greeting = { who: SocketPrincipal; version: StompVersion; heartBeat: string };

/** What a CONNECT frame comes to, in a page of that origin. */
export async function greet(headers: Headers, origin: string | undefined, keys: Keys): Promise<Result<Greeting, Ending>> {
  const version = versionFor(headers);
  if (!version) return err(broken(`accept-version must name one of ${versions.join(", ")}`));
  const heartBeat = heartBeatFor(headers);
  if (!heartBeat) return err(broken("heart-beat must be two numbers of milliseconds"));
  const who = await whoIs(headers, origin, keys);
  return who.ok ? ok({ who: who.value, version, heartBeat }) : who;
}

/** Whose token the frame's `login` header holds, if it is good. `origin`: of the page, where there is one. */
export async function whoIs(headers: Headers, origin: string | undefined, keys: Keys): Promise<Result<SocketPrincipal, Ending>> {
  const token = headers.get("login");
  if (!token) return err({ code: closing.unauthorized, reason: "the login header must hold an access token" });
  const caller = await authorize(keys, token, origin);
  if (!caller.ok) return caller;
  const { tenant, user, region, exp, session, module } = caller.value;
  return ok({ tenant, user, roles: decidingAuthorities(caller.value), region, exp, session, ...(module && { module }) });
}

/** The newest version that both sides speak. A client that names none speaks 1.0. */
function versionFor(headers: Headers): StompVersion | undefined {
  const accepted = (headers.get("accept-version") ?? "1.0").split(",").map((version) => version.trim());
  return versions.find((version) => accepted.includes(version));
}

/**
 * CONNECTED's `heart-beat`. Each beat of the client is answered without waking the gateway, so we beat as often as the client does: never
 * more often, and not at all when it does not. Hence both numbers are the same, and at least what each side asked for.
 */
function heartBeatFor(headers: Headers): string | undefined {
  const [, sends, wants] = /^(\d{1,9}),(\d{1,9})$/.exec(headers.get("heart-beat") ?? "0,0") ?? [];
  if (sends === undefined || wants === undefined) return undefined;
  const every = Math.max(Number(sends), Number(wants), SHORTEST_BEAT_MS);
  return Number(sends) === 0 ? "0,0" : `${every},${every}`;
}
