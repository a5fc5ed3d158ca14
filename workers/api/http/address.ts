// Where a request comes from, as far as limits go.
import ipaddr from "ipaddr.js";

/** Who comes without an address is one of ours: the edge names everybody else's. */
const OURS = "none";

/**
 * The network of a caller, by a request's headers: an IPv4 address, or the /64 of an IPv6 one,
 * which one household or machine has to itself. Cloudflare writes `CF-Connecting-IP` over whatever a client has sent;
 * the local runtime leaves it, so that programs can come from several addresses.
 */
export function addressOf(headers: Headers): string {
  const told = headers.get("cf-connecting-ip");
  if (told === null || !ipaddr.isValid(told)) return OURS;
  const address = ipaddr.process(told);
  if (address.kind() === "ipv4") return address.toString();
  const network = [...address.toByteArray().slice(0, 8), ...Array.from({ length: 8 }, () => 0)];
  return ipaddr.fromByteArray(network).toString();
}

/** The request as objects get it: where it comes from is what we say, and not what it says. */
export function withAddress(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set("x-brigade-address", addressOf(request.headers));
  return new Request(request, { headers });
}
