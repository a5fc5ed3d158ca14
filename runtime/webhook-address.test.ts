import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressRefusal } from "./webhook-address";

const strict = { local: false };
const local = { local: true };

describe("webhook address", () => {
  it.each(["https://hooks.example.com/a?b=c", "https://example.com:8443/", "https://8.8.8.8/", "https://[2606:4700::1111]/"])(
    "[W1] %s may be sent to",
    (address) => expect(addressRefusal(address, strict)).toBeUndefined(),
  );

  it.each([
    ["hooks.example.com", "not a URL"],
    ["http://hooks.example.com/", "https"],
    ["ftp://hooks.example.com/", "https"],
    ["https://hooks.example.com:22/", "port"],
    ["https://ann:secret@hooks.example.com/", "user name"],
    ["https://localhost/", "full public name"],
    ["https://printer/", "full public name"],
    ["https://hooks.example.com./", "full public name"],
    ["https://printer.local/", "public name"],
    ["https://metadata.google.internal/", "public name"],
  ])("[W2] %s is refused: %s", (address, reason) => expect(addressRefusal(address, strict)).toContain(reason));

  it.each([
    "localhost.localdomain",
    "localhost6.localdomain6",
    "shop.localhost",
    "localhost.example.com",
    "router.home.arpa",
    "nas.lan",
    "printer.workgroup",
    "kitchen.private",
    "host.docker.internal",
    "127.0.0.1.nip.io",
    "app.localtest.me",
    "shop.123abc",
    "10.0.0.1.traefik.me",
    "7f000001.0a000001.rbndr.us",
    "localho.st",
    "a.1u.ms",
    "127-0-0-1.local.gd",
    "fritz.box",
    "kv.service.consul",
    "api.default.svc",
    "wpad.intra",
  ])("[XE14] https://%s/ is a name of a local network, and no webhook goes there", (host) =>
    expect(addressRefusal(`https://${host}/`, strict)).toContain("public name"),
  );

  it.each([
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[fe80::1]",
    "[fc00::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]",
    "[5f00::1]",
  ])("[W3] the address %s is not a public one, however it is written", (host) =>
    expect(addressRefusal(`https://${host}/`, strict)).toBe("its address is not a public one"),
  );

  it("[W3] an IPv4 address hidden in an IPv6 one is judged as what it is", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
        const plain = octets.join(".");
        expect(addressRefusal(`https://[::ffff:${plain}]/`, strict)).toBe(addressRefusal(`https://${plain}/`, strict));
      }),
    );
  });

  it.each(["http://127.0.0.1:9999/hook", "http://localhost:1234/", "https://[::1]:5/"])(
    "[W4] in local development %s may be reached",
    (address) => expect([addressRefusal(address, local), addressRefusal(address, strict)]).toEqual([undefined, expect.any(String)]),
  );

  it.each(["http://10.0.0.1/", "http://hooks.example.com/", "https://192.168.0.1/", "file://localhost/etc/passwd"])(
    "[W4] in local development %s is refused all the same",
    (address) => expect(addressRefusal(address, local)).toEqual(expect.any(String)),
  );
});
