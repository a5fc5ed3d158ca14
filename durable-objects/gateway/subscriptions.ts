// What a connection may ask for once it is open. Pure: what comes of it is the gateway's.
import { err, ok, type Result } from "../../domain/result";
import type { Seen, Topic } from "../../protocol/feed";
import { readResume } from "../../protocol/resume";
import { type ClientCommand, type ClientFrame, head } from "../../protocol/stomp";
import type { Ending } from "../lib/close-reasons";
import type { Connected, Subscription } from "./attachment";
import { type Audible, audible } from "./authorize-destination";
import { broken, forbidden } from "./stomp-close-reasons";
import type { Framing } from "./framing";
import type { Listener } from "./subscription-index";

type Headers = ClientFrame["headers"];

/** Where a fresh access token is sent, in the header `login`, so that the connection outlives the one it began with. */
export const TOKEN_DESTINATION = "/session/token";

export const MAX_SUBSCRIPTIONS = 32;
/** Longest id, destination or x-venue, in characters. */
const MAX_LENGTH = 200;

/** In 1.0 a subscription needs no id: its destination is its name then. */
const idOf = ({ version }: Connected, headers: Headers) =>
  headers.get("id") ?? (version === "1.0" ? headers.get("destination") : undefined);

/** Topics whose messages are of orders, and say which and how far. */
const OF_ORDERS: readonly Topic[] = ["order-changes", "notifications", "kds"];
const ACK = ["auto", "client", "client-individual"] as const;
/** How a screen may be named in an order's receipts. */
const CONFIG = /^[a-zA-Z0-9_.-]{1,64}$/;

/** A SUBSCRIBE that may be kept. `seen`: it goes on from there. */
export function subscription(
  state: Connected,
  headers: Headers,
): Result<{ id: string; asked: Subscription; found: Audible; seen?: Seen }, Ending> {
  const id = idOf(state, headers);
  const destination = headers.get("destination");
  const venue = headers.get("x-venue");
  if (!id || !destination) return refused("SUBSCRIBE needs an id and a destination");
  const ack = ACK.find((mode) => mode === (headers.get("ack") ?? "auto"));
  if (!ack) return refused(`ack must be one of ${ACK.join(", ")}`);
  const config = headers.get("x-config");
  if (config !== undefined && !CONFIG.test(config)) return refused("x-config must be 1 to 64 of a-z A-Z 0-9 _ . -");
  if (state.subscriptions.has(id)) return refused("there is a subscription with this id already");
  if ([id, destination, venue ?? ""].some((text) => text.length > MAX_LENGTH)) {
    return refused(`id, destination and x-venue may have ${MAX_LENGTH} characters each`);
  }
  const found = audible(destination, state.who);
  if (!found) return err(forbidden(`${destination} is not yours to hear, or is not there`));
  const resume = headers.get("resume-after");
  if (resume !== undefined && !OF_ORDERS.includes(found.topic))
    return refused(`${destination} is told once; resume-after has no place there`);
  const seen = resume === undefined ? undefined : readResume(resume);
  if (seen && !seen.ok) return refused(seen.error);
  const acks = ack === "auto" ? {} : { ack, config: config ?? state.who.user };
  return ok({ id, asked: { destination, ...(venue && { venue }), ...acks }, found, ...(seen && { seen: seen.value }) });
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
  { who, version, connection }: Connected,
  id: string,
  { destination, venue, ack }: Subscription,
  { feed, topic }: Audible,
): Listener {
  const start = head(version, "MESSAGE", { subscription: id, destination, "content-type": "application/json" });
  return {
    socket,
    id,
    feed,
    topic,
    region: who.region,
    exp: who.exp * 1000,
    head: ack ? start : begin(start),
    ...(venue && { venue }),
    ...(ack && { acks: { connection, header: version === "1.2" } }),
  };
}

/** What a connection hears again after sleep. */
export const listenersOf = (framing: Framing, socket: WebSocket, state: Connected): Listener[] =>
  [...state.subscriptions].flatMap(([id, kept]) => {
    const found = audible(kept.destination, state.who);
    return found ? [listenerOf(framing, socket, state, id, kept, found)] : [];
  });

/** What an ACK or NACK names, in the words of its version. */
export function acknowledged(
  { version }: Connected,
  headers: Headers,
): Result<{ ack: string } | { message: string; subscription?: string }, Ending> {
  if (headers.has("transaction")) return refused("there are no transactions");
  const [ack, message, named] = [headers.get("id"), headers.get("message-id"), headers.get("subscription")];
  if (version === "1.2") return ack ? ok({ ack }) : refused("ACK and NACK need the id that the MESSAGE has in its ack header");
  if (!message || (version === "1.1" && !named)) {
    return refused(version === "1.1" ? "ACK and NACK need a message-id and a subscription" : "ACK needs a message-id");
  }
  return ok({ message, ...(named !== undefined && { subscription: named }) });
}

/** Why a frame that STOMP knows has no place here. */
export function notServed(command: Exclude<ClientCommand, "SUBSCRIBE" | "UNSUBSCRIBE" | "ACK" | "NACK" | "DISCONNECT">): Ending {
  switch (command) {
    case "CONNECT":
    case "STOMP":
      return broken("the connection is open already");
    case "SEND":
      return broken(`SEND is served to ${TOKEN_DESTINATION} only; commands go to the HTTP API`);
    case "BEGIN":
    case "COMMIT":
    case "ABORT":
      return broken(`${command} is not served here; there are no transactions`);
  }
}

const refused = (reason: string) => err<Ending>(broken(reason));
