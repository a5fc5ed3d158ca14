import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kindOf } from "../../runtime/gateway-names";
import { framings } from "./framing";

const { gateway: plain, sockjs } = framings;

describe("framing", () => {
  it("[SJ4] what is framed in two parts is one message that holds both, in either framing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (head, tail) => {
        expect(plain.begin(`${head}\n`) + plain.end(tail)).toBe(`${head}\n${tail}`);
        const framed = sockjs.begin(`${head}\n`) + sockjs.end(tail);
        expect([framed[0], JSON.parse(framed.slice(1))]).toEqual(["a", [`${head}\n${tail}`]]);
      }),
    );
  });

  it("[SJ4] a gateway's name says how its sockets are framed", () => {
    expect([kindOf("gateway/3"), kindOf("sockjs/3"), kindOf("gateway/sockjs/3")]).toEqual(["gateway", "sockjs", "gateway"]);
  });

  it("[SJ7] the beat that is recognized is the one that clients write, and its answer is one that they read", () => {
    expect(sockjs.beat.asked).toBe(`[${JSON.stringify("\n")}]`);
    expect(sockjs.beat.answered).toBe(sockjs.begin("\n") + sockjs.end(""));
  });

  it("[SJ5] what is no SockJS is a fault, and is named", () => {
    expect(sockjs.unwrap('["x')).toEqual({ ok: false, error: "Broken JSON encoding. It must be a JSON array of strings." });
    expect(sockjs.unwrap(new Uint8Array([91, 93]).buffer)).toEqual({ ok: false, error: "SockJS messages are text" });
  });

  it("[SJ9] an empty message holds nothing; plain STOMP is taken as it comes", () => {
    expect(sockjs.unwrap("")).toEqual({ ok: true, value: [] });
    expect(plain.unwrap("")).toEqual({ ok: true, value: [""] });
  });
});
