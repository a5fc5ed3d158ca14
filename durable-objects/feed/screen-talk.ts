// What a venue's own screens say: a token, first or fresh, and commands for the venue's orders.
import { holds, type Region } from "../../domain/access/principal";
import { STAFF } from "../../domain/order/policy";
import { err, ok, type Result } from "../../domain/result";
import { verifyAccessToken } from "../../protocol/access-token";
import type { Keys } from "../../protocol/keys";
import { closing, MAX_MESSAGE_BYTES } from "../../protocol/live";
import { mayComeFrom } from "../../protocol/origin";
import { problemOf } from "../../protocol/problem";
import { Lane } from "../lib/lane";
import { give, type ReadMessage, readMessage, refusing } from "../lib/live-commands";
import { another, type Ending, expired, foreign, late, tokenless, tooLong, type Viewer } from "../lib/viewer";
import { screens, type VenueScreens } from "./venue-screens";

/** A screen that acknowledges and bumps a full board at once. */
const BURST = 200;
const PER_SECOND = 20;

const tooLarge: Ending = { code: closing.tooLarge, reason: `a message has at most ${MAX_MESSAGE_BYTES} bytes` };
const tooMany: Ending = { code: closing.tooMany, reason: "more messages than are taken at once" };
const stranger: Ending = { code: closing.forbidden, reason: "this socket is for staff of the venue" };

/** `origin`: of the page that asks, where there is one. */
type Asked = { tenant: string; venue: string; origin?: string | undefined };

/** Who a token speaks for, if he may look at the venue's orders. Another chain's token and one without a role there look the same. */
export async function admit(keys: Keys, token: string, { tenant, venue, origin }: Asked): Promise<Result<Viewer, Ending>> {
  const verdict = await verifyAccessToken(keys, token, Date.now());
  if (!verdict.ok) return err({ code: closing.unauthorized, reason: verdict.error.reason });
  const { user, exp, roles, session, region, origins } = verdict.value;
  if (exp * 1000 <= Date.now()) return err(expired);
  if (verdict.value.tenant !== tenant || !holds(roles, STAFF, venue)) return err(stranger);
  if (!mayComeFrom(origins, origin)) return err(foreign);
  return ok({ tenant, region, session, user, roles, exp, token });
}

/** `after`: the number that a screen goes on from. `region`: where the venue's orders live. `origin`: of the page that asks, where there is one. */
export type Wish = { region: Region; after?: number; origin?: string };

export type TalkDeps = {
  screens: VenueScreens;
  admit: (token: string, origin?: string) => Promise<Result<Viewer, Ending>>;
  /** Call it when somebody who had no token has brought one. */
  admitted: (socket: WebSocket, viewer: Viewer, wish: Wish) => Promise<void>;
};

export class ScreenTalk {
  readonly #deps: TalkDeps;
  readonly #lanes = new WeakMap<WebSocket, Lane>();

  constructor(deps: TalkDeps) {
    this.#deps = deps;
  }

  /** One socket's messages are answered in the order in which they came. What is too much is refused before it waits. */
  async hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const { stage } = screens.read(socket);
    if (stage === "left") return;
    const bytes = typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
    if (bytes > MAX_MESSAGE_BYTES) return this.#deps.screens.end(socket, tooLarge);
    const now = Date.now();
    const lane = this.#lane(socket, now);
    const message = readMessage(data);
    const retryAfterSeconds = lane.room(now);
    if (retryAfterSeconds > 0 && stage === "waiting") return this.#deps.screens.end(socket, tooMany);
    if (retryAfterSeconds > 0)
      return this.#deps.screens.answer(socket, refusing(message, { code: "too-many-requests", retryAfterSeconds }));
    try {
      await lane.run(() => this.#serve(socket, message));
    } catch (error) {
      // The platform would swallow it and leave the client waiting.
      const correlationId = crypto.randomUUID();
      console.error(JSON.stringify({ correlationId, screen: "message", error: error instanceof Error ? error.stack : String(error) }));
      this.#deps.screens.answer(socket, refusing(message, { code: "internal-error", correlationId }));
    }
  }

  async #serve(socket: WebSocket, message: ReadMessage): Promise<void> {
    const screen = screens.read(socket);
    if (screen.stage === "left") return;
    if (screen.stage === "waiting") return this.#greet(socket, screen, message);
    const { viewer } = screen;
    if (viewer.exp * 1000 <= Date.now()) return this.#deps.screens.end(socket, expired);
    if (!message.ok) return this.#deps.screens.answer(socket, refusing(message, message.error));
    if ("token" in message.value) return this.#renew(socket, message.value.token);
    this.#deps.screens.answer(socket, await give(undefined, viewer.token, message.value));
  }

  async #greet(socket: WebSocket, { tokenBy, ...wish }: { tokenBy: number } & Wish, message: ReadMessage): Promise<void> {
    if (tokenBy <= Date.now()) return this.#deps.screens.end(socket, late);
    if (!message.ok || !("token" in message.value)) return this.#deps.screens.end(socket, tokenless);
    const admitted = await this.#deps.admit(message.value.token, wish.origin);
    if (screens.read(socket).stage !== "waiting") return undefined; // closed meanwhile
    if (!admitted.ok) return this.#deps.screens.end(socket, admitted.error);
    return this.#deps.admitted(socket, admitted.value, wish);
  }

  /** A fresh token of the same person; one that does not hold leaves the socket as it was. */
  async #renew(socket: WebSocket, token: string): Promise<void> {
    const admitted = await this.#deps.admit(token);
    const screen = screens.read(socket);
    if (screen.stage !== "live" && screen.stage !== "joining") return;
    if (!admitted.ok && admitted.error.code === closing.unauthorized) {
      return this.#deps.screens.answer(socket, { problem: problemOf({ code: "unauthorized", reason: admitted.error.reason }) });
    }
    if (!admitted.ok) return this.#deps.screens.end(socket, admitted.error);
    const { value: viewer } = admitted;
    if (viewer.user !== screen.viewer.user || viewer.session !== screen.viewer.session) return this.#deps.screens.end(socket, another);
    if (!screens.keep(socket, { ...screen, viewer })) return this.#deps.screens.end(socket, tooLong);
    this.#deps.screens.answer(socket, { token: { exp: viewer.exp } });
  }

  #lane(socket: WebSocket, now: number): Lane {
    let lane = this.#lanes.get(socket);
    if (!lane) this.#lanes.set(socket, (lane = new Lane(BURST, PER_SECOND, now)));
    return lane;
  }
}
