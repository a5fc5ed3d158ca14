// What a connection may ask for once it is open. Pure: what comes of it is the gateway's.
import { err, ok, type Result } from "../../domain/result";
import { type ClientCommand, type ClientFrame, head } from "../../protocol/stomp";
import type { Connected, Wish } from "./attachment";
import { type Audible, audible } from "./destinations";
import type { Ending } from "./ending";
import type { Framing } from "./framing";
import type { Listener } from "./listeners";

type Headers = ClientFrame["headers"];

export const MAX_SUBSCRIPTIONS = 32;
/** Longest id, destination or x-venue, in characters. */
const MAX_LENGTH = 200;

/** In 1.0 a subscription needs no id: its destination is its name then. */
const idOf = ({ version }: Connected, headers: Headers) =>
  headers.get("id") ?? (version === "1.0" ? headers.get("destination") : undefined);

/** A SUBSCRIBE that may be kept. */
export function subscription(state: Connected, headers: Headers): Result<{ id: string; wish: Wish; found: Audible }, Ending> {
  const id = idOf(state, headers);
  const destination = headers.get("destination");
  const venue = headers.get("x-venue");
  if (!id || !destination) return refused("SUBSCRIBE needs an id and a destination");
  if ((headers.get("ack") ?? "auto") !== "auto") return refused("only ack auto is served; nothing is sent again");
  if (state.subscriptions.has(id)) return refused("there is a subscription with this id already");
  if ([id, destination, venue ?? ""].some((text) => text.length > MAX_LENGTH)) {
    return refused(`id, destination and x-venue may have ${MAX_LENGTH} characters each`);
  }
  const found = audible(destination, state.who);
  if (!found) return err({ code: 4403, message: `${destination} is not yours to hear, or is not there` });
  return ok({ id, wish: { destination, ...(venue && { venue }) }, found });
}

/** The id that an UNSUBSCRIBE ends. */
export function unsubscription(state: Connected, headers: Headers): Result<string, Ending> {
  const id = idOf(state, headers);
  return id && state.subscriptions.has(id) ? ok(id) : refused("there is no subscription with this id");
}

/** A kept subscription as the index holds it. */
export function listenerOf(
  { begin }: Framing,
  socket: WebSocket,
  { who, version }: Connected,
  id: string,
  { destination, venue }: Wish,
  { feed, topic }: Audible,
): Listener {
  const start = begin(head(version, "MESSAGE", { subscription: id, destination, "content-type": "application/json" }));
  return { socket, id, feed, topic, region: who.region, exp: who.exp * 1000, head: start, ...(venue && { venue }) };
}

/** Why a frame that STOMP knows has no place here. */
export function notServed(command: Exclude<ClientCommand, "SUBSCRIBE" | "UNSUBSCRIBE" | "DISCONNECT">): Ending {
  switch (command) {
    case "CONNECT":
    case "STOMP":
      return { code: 1002, message: "the connection is open already" };
    case "SEND":
      return { code: 1002, message: "SEND is not served here; commands go to the HTTP API" };
    case "ACK":
    case "NACK":
      return { code: 1002, message: `${command} is not served here; every subscription is ack auto` };
    case "BEGIN":
    case "COMMIT":
    case "ABORT":
      return { code: 1002, message: `${command} is not served here; there are no transactions` };
  }
}

const refused = (message: string) => err<Ending>({ code: 1002, message });
