// Where webhooks may go. An address comes from a tenant, the request from inside our network: without this, one could read the other's
// neighbours (SSRF). A name that resolves to a private address passes here; production's egress does not route to one, and
// `global_fetch_strictly_public` shuts our own zone.
import ipaddr from "ipaddr.js";

const PORTS = ["", "443", "8443"];
/** Last labels of names that local networks, or nobody, resolve (RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's collisions). */
const PRIVATE_NAMES = new Set(
  (
    "localhost localhost4 localhost6 localdomain localdomain4 localdomain6 local internal intranet lan home corp mail private " +
    "domain workgroup router gateway host arpa onion alt test invalid example localnet intra consul docker svc cluster kubernetes " +
    "k8s dhcp vpn belkin lokal"
  ).split(" "),
);
/** Public names that say the address within them, this machine's own, or that of whatever router stands nearest. */
const REFLECTING = [
  "nip.io",
  "sslip.io",
  "xip.io",
  "localtest.me",
  "lvh.me",
  "vcap.me",
  "lacolhost.com",
  "traefik.me",
  "local.gd",
  "localho.st",
  "localhost.direct",
  "backname.io",
  "1u.ms",
  "rbndr.us",
  "fritz.box",
];
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Why nothing may be sent there, or undefined when it may. `local`: this machine may be reached too, over plain HTTP and on any port: for
 * development only.
 */
export function addressRefusal(address: string, { local }: { local: boolean }): string | undefined {
  const url = URL.parse(address);
  if (!url) return "it is not a URL";
  if (url.username || url.password) return "it must not hold a user name or a password";
  if (local && ["http:", "https:"].includes(url.protocol) && isThisMachine(url.hostname)) return undefined;
  if (url.protocol !== "https:") return "it must be https";
  if (!PORTS.includes(url.port)) return "its port must be 443 or 8443";
  return hostRefusal(url.hostname);
}

/** `URL` has written decimal, octal and hexadecimal addresses as dotted ones by now, and names in lower case. */
function hostRefusal(host: string): string | undefined {
  const ip = ipOf(host);
  if (ip) return isPublic(ip) ? undefined : "its address is not a public one";
  const labels = host.split(".");
  if (labels.length < 2 || labels.includes("")) return "its host must be a full public name";
  const [last = ""] = labels.slice(-1);
  if (PRIVATE_NAMES.has(last) || labels.includes("localhost") || !/^(?:[a-z]{2,63}|xn--[a-z\d-]+)$/.test(last))
    return "its host is not a public name";
  if (REFLECTING.some((name) => host === name || host.endsWith(`.${name}`))) return "its host is not a public name";
  return undefined;
}

function ipOf(host: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined; // process: an IPv4 address inside an IPv6 one counts as what it is
}

function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ip.range() === "unicast" && (ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST_V6));
}

const isThisMachine = (host: string) => host === "localhost" || ipOf(host)?.range() === "loopback";
