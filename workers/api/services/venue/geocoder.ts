// Where an address is, as a service of the chain's own choice knows it. What it does not know, or not in time, stays unknown.
import { withTimeout } from "../../../../runtime/timeout";
import type { Address } from "../../../../domain/order/commands";
import { Position } from "../../../../domain/venue/distance";
import { addressRefusal } from "../../../../runtime/webhook-address";
import { log } from "../../../../runtime/log";

/** Undefined when nobody knows where that is. Never rejects. */
export type Geocoder = (address: Address) => Promise<Position | undefined>;

export type GeocoderDeps = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** What the service has, from our first byte to its last. */
  timeoutMs: number;
};

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 4_096;

/**
 * The service that the tenant's property `geocoderUrl` names, if it is one that may be asked: https, at a public address. It is asked with
 * `GET {url}?street=…&number=…&postal=…&city=…&country=…` and answers `{"lat": 52.2297, "lng": 21.0122}`; any other answer is none.
 * `local`: this machine may be asked, too.
 */
export function geocoderOf(
  { geocoderUrl }: Readonly<Record<string, string>>,
  { local }: { local: boolean },
  { fetch, timeoutMs }: GeocoderDeps = { fetch: (url, init) => globalThis.fetch(url, init), timeoutMs: TIMEOUT_MS },
): Geocoder | undefined {
  if (geocoderUrl === undefined || addressRefusal(geocoderUrl, { local }) !== undefined) return undefined;
  return async (address) => {
    const giveUp = new AbortController();
    const ask = async () => {
      const response = await fetch(questionTo(geocoderUrl, address), {
        headers: { accept: "application/json" },
        redirect: "manual", // another address has not been looked at
        signal: giveUp.signal,
      });
      return response.ok ? positionIn(await beginningOf(response)) : undefined;
    };
    try {
      return await withTimeout(timeoutMs, ask());
    } catch (error) {
      log("warn", "geocoder.failed", { host: URL.parse(geocoderUrl)?.host, error });
      return undefined;
    } finally {
      giveUp.abort();
    }
  };
}

/** The door is nobody's business but the courier's. */
function questionTo(geocoderUrl: string, { street, number, postal, city, country }: Address): string {
  const url = new URL(geocoderUrl);
  for (const [name, value] of Object.entries({ street, number, postal, city, country })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} characters`);
  }
  return text;
}

function positionIn(text: string): Position | undefined {
  return Position.safeParse(JSON.parse(text)).data;
}
