import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, FrameFault, FrameReader } from "./stomp";

const command = fc.constantFrom("SUBSCRIBE", "SEND", "UNSUBSCRIBE", "ACK" as const);
const text = fc.string({ unit: "binary", maxLength: 20 }).map((value) => value.replaceAll("\0", ""));
const headers = fc.dictionary(
  text.filter((name) => name !== "" && name !== "content-length"),
  text,
  { maxKeys: 5 },
);
const version = fc.constantFrom("1.1", "1.2" as const);

/** The text's bytes, cut in pieces at arbitrary places. */
const cut = (bytes: Uint8Array, at: number[]) => {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, index) => bytes.slice(places[index], place).buffer);
};

describe("the STOMP codec", () => {
  it("[G2] what is written is read again, however it is cut", () => {
    fc.assert(
      fc.property(version, command, headers, text, fc.array(fc.nat(), { maxLength: 6 }), (v, name, sent, words, places) => {
        const body = name === "SEND" ? words : ""; // the others may have none
        const bytes = new TextEncoder().encode(frame(v, name, sent, body));
        const reader = new FrameReader(v);
        const read = cut(bytes, places).flatMap((chunk) => [...reader.read(chunk)]);
        const seen = read.map((one) => ({ command: one.command, headers: Object.fromEntries(one.headers), body: one.body }));
        const length = body === "" ? {} : { "content-length": String(new TextEncoder().encode(body).length) };
        expect(seen).toEqual([{ command: name, headers: { ...sent, ...length }, body }]);
        expect(reader.unfinished).toBe(false);
      }),
    );
  });

  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(fc.constantFrom("CONNECT", "SEND", "\n", "\r", "\0", ":", "\\", "id", "content-length:", "3", "\n\n", "é"), { maxLength: 30 })
      .map((parts) => new TextEncoder().encode(parts.join(""))),
  );

  it("[G3] whatever comes, the reader yields frames or throws a FrameFault", () => {
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 5 }), fc.option(version, { nil: undefined }), (chunks, v) => {
        const reader = new FrameReader(v);
        try {
          for (const chunk of chunks)
            for (const { headers: read } of reader.read(new Uint8Array(chunk).buffer)) expect(read).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameFault);
        }
      }),
    );
  });
});
