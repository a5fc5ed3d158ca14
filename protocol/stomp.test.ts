import { describe, expect, it } from "vitest";
import { type ClientFrame, frame, FrameFault, FrameReader, MAX_FRAME_BYTES, type StompVersion, versions } from "./stomp";

const readAll = (chunks: (string | ArrayBuffer)[], version?: StompVersion) => {
  const reader = new FrameReader(version);
  return chunks.flatMap((chunk) => [...reader.read(chunk)]);
};
const only = (text: string, version?: StompVersion): ClientFrame => {
  const [first, ...more] = readAll([text], version);
  if (!first || more.length > 0) throw new Error("not one frame");
  return first;
};

describe("the STOMP codec", () => {
  it("[G1] reads a frame whose lines end in LF or in CR LF", () => {
    for (const end of ["\n", "\r\n"]) {
      const { command, headers, body } = only(`SEND${end}destination:/a${end}${end}hi\0`, "1.2");
      expect({ command, headers: [...headers], body }).toEqual({ command: "SEND", headers: [["destination", "/a"]], body: "hi" });
    }
  });

  it("[G1] finds frames that span messages, share one, and have heart-beats between them", () => {
    expect(
      readAll(["\n\r\nSUB", "SCRIBE\nid:1\n", "\n\0\n\nDISCONNECT\n\n\0\nACK\n\n\0\r", "\n"], "1.2").map(({ command }) => command),
    ).toEqual(["SUBSCRIBE", "DISCONNECT", "ACK"]);
  });

  it("[G1] content-length counts bytes, and lets a body hold a NUL", () => {
    expect(only("SEND\ncontent-length:4\n\né\0x\0", "1.2").body).toBe("é\0x");
  });

  it("[G1] a character that is cut between two messages is whole again", () => {
    const bytes = new TextEncoder().encode("SUBSCRIBE\nid:żółw\n\n\0");
    const chunks = [...bytes].map((byte) => new Uint8Array([byte]).buffer);
    expect(readAll(chunks, "1.2")[0]?.headers.get("id")).toBe("żółw");
  });

  it("[G1] of a repeated header the first counts", () => {
    expect(only("SEND\na:1\na:2\n\n\0", "1.2").headers.get("a")).toBe("1");
  });

  it("[G2] headers are unescaped in 1.1 and 1.2, and never in 1.0 or in CONNECT", () => {
    const written = String.raw`a\cb\\c\nd`;
    for (const version of ["1.1", "1.2"] as const) {
      expect(only(`SEND\nid:${written}\n\n\0`, version).headers.get("id")).toBe("a:b\\c\nd");
    }
    expect(only(`SEND\nid:${written}\n\n\0`, "1.0").headers.get("id")).toBe(written);
    expect(only(`CONNECT\nlogin:${written}\n\n\0`, "1.2").headers.get("login")).toBe(written);
  });

  it("[G2] an escaped backslash before an n is not a new line", () => {
    expect(only("SEND\nid:\\\\n\n\n\0", "1.2").headers.get("id")).toBe("\\n");
  });

  it("[G2] a version settled by one frame holds for the next frame of the same message", () => {
    const reader = new FrameReader();
    const ids: (string | undefined)[] = [];
    for (const { command, headers } of reader.read("CONNECT\nlogin:a\\cb\n\n\0SEND\nid:a\\cb\n\n\0")) {
      if (command === "CONNECT") reader.version = "1.2";
      ids.push(headers.get("login") ?? headers.get("id"));
    }
    expect(ids).toEqual(["a\\cb", "a:b"]);
  });

  it("[G2] what is written in 1.0 cannot break its line, and CONNECTED is never escaped", () => {
    expect(frame("1.0", "MESSAGE", { subscription: "a:b\nc" })).toBe("MESSAGE\nsubscription:a:b c\n\n\0");
    expect(frame("1.2", "CONNECTED", { "heart-beat": "4000,4000", server: "a:b" })).toBe(
      "CONNECTED\nheart-beat:4000,4000\nserver:a:b\n\n\0",
    );
    expect(frame("1.2", "RECEIPT", { "receipt-id": "a:b" })).toBe("RECEIPT\nreceipt-id:a\\cb\n\n\0");
  });

  it.each([
    ["an unknown command", "HELLO\n\n\0"],
    ["a command in lower case", "subscribe\n\n\0"],
    ["a server's command", "MESSAGE\n\n\0"],
    ["an unknown command that has not ended", "HELLO"],
    ["a header without colon", "SEND\nid\n\n\0"],
    ["a header without name", "SEND\n:1\n\n\0"],
    ["headers without an empty line after them", "SEND\nid:1\0"],
    ["an undefined escape", "SEND\nid:\\t\n\n\0"],
    ["a backslash at the end", "SEND\nid:\\\n\n\0"],
    ["a carriage return inside a line", "SEND\nid:a\rb\n\n\0"],
    ["a content-length that is no number", "SEND\ncontent-length:x\n\n\0"],
    ["a negative content-length", "SEND\ncontent-length:-1\n\n\0"],
    ["a body longer than its content-length", "SEND\ncontent-length:1\n\nab\0"],
    ["a content-length over the limit, before its body", "SEND\ncontent-length:70000\n\n"],
    ["a body over the limit", `SEND\n\n${"x".repeat(MAX_FRAME_BYTES)}`],
    ["a line over the limit", `SEND\nid:${"x".repeat(MAX_FRAME_BYTES)}`],
    ["too many headers", `SEND\n${Array.from({ length: 33 }, (_, n) => `h${n}:1\n`).join("")}\n\0`],
    ["text that was not UTF-8 before the platform read it", "SEND\nid:\u{FFFD}"],
    ["bytes that are not UTF-8", new Uint8Array([...new TextEncoder().encode("SEND\nid:"), 0xff, 10, 10, 0]).buffer],
  ])("[G3] %s is a fault at once", (_, chunk) => {
    expect(() => readAll([chunk], "1.2")).toThrow(FrameFault);
  });

  it("[G3] a frame over the limit is a fault however small its pieces are", () => {
    const reader = new FrameReader("1.2");
    const feed = () => {
      for (let n = 0; n < 70; n++) Array.from(reader.read(n === 0 ? "SEND\n\n" : "x".repeat(1_000)));
    };
    expect(feed).toThrow(FrameFault);
  });

  it("[G3] a frame that has begun is known to be unfinished, a heart-beat is not", () => {
    const reader = new FrameReader("1.2");
    const unfinishedAfter = (chunk: string) => (Array.from(reader.read(chunk)), reader.unfinished);
    expect(["\n", "SEND", "\n", "\n", "body", "\0", "\r\n"].map(unfinishedAfter)).toEqual([false, true, true, true, true, false, false]);
  });

  it("[G2] versions are tried newest first", () => {
    expect(versions).toEqual(["1.2", "1.1", "1.0"]);
  });
});
