// What STOMP 1.0, 1.1 and 1.2 say of frames, clause by clause: docs/stomp.md names these tests.
import { describe, expect, it } from "vitest";
import { type ClientFrame, frame, FrameFault, FrameReader, type StompVersion, versions } from "./stomp";

const readAll = (text: string, version?: StompVersion): ClientFrame[] => Array.from(new FrameReader(version).read(text));
const headersOf = (text: string, version?: StompVersion) => Object.fromEntries(readAll(text, version)[0]?.headers ?? []);
const commandsOf = (text: string, version?: StompVersion) => readAll(text, version).map(({ command }) => command);
const later = ["1.1", "1.2"] as const;

describe("lines", () => {
  it("[G100] end in CR LF or LF in 1.2, and in the frame that opens a connection, of which nobody knows the version yet", () => {
    for (const end of ["\n", "\r\n"]) {
      expect(headersOf(`SUBSCRIBE${end}id:a${end}${end}\0`, "1.2")).toEqual({ id: "a" });
      for (const command of ["CONNECT", "STOMP"]) {
        const opening = `${command}${end}accept-version:1.1${end}login:a${end}${end}\0`;
        expect(headersOf(opening)).toEqual({ "accept-version": "1.1", login: "a" });
      }
    }
  });

  it("[G100] end in LF alone in 1.1, where a carriage return is a character like any other", () => {
    expect(headersOf("SUBSCRIBE\nid:a\r\n\n\0", "1.1")).toEqual({ id: "a\r" });
    expect(headersOf("SUBSCRIBE\nid:a\rb\n\n\0", "1.1")).toEqual({ id: "a\rb" });
    expect(() => readAll("SUBSCRIBE\r\nid:a\r\n\r\n\0", "1.1")).toThrow(FrameFault);
    expect(frame("1.1", "RECEIPT", { "receipt-id": "a\rb" })).toBe("RECEIPT\nreceipt-id:a\rb\n\n\0");
  });

  it.each(versions)("[G101] between frames there may be any number of them, in %s as well", (version) => {
    expect(commandsOf("\n\n\r\nUNSUBSCRIBE\nid:a\n\n\0\n\r\n\n\nDISCONNECT\n\n\0\n", version)).toEqual(["UNSUBSCRIBE", "DISCONNECT"]);
  });
});

describe("escapes", () => {
  const escaped = { [String.raw`\n`]: "\n", [String.raw`\c`]: ":", [String.raw`\\`]: "\\" };

  it.each(later)("[G102] %s reads and writes a line feed, a colon and a backslash in names as in values", (version) => {
    for (const [written, plain] of Object.entries(escaped)) {
      expect(headersOf(`SEND\nn${written}n:v${written}v\n\n\0`, version)).toEqual({ [`n${plain}n`]: `v${plain}v` });
      expect(frame(version, "MESSAGE", { [`n${plain}n`]: `v${plain}v` })).toBe(`MESSAGE\nn${written}n:v${written}v\n\n\0`);
    }
  });

  it("[G102] 1.2 alone knows one for a carriage return", () => {
    const frameWith = String.raw`SEND` + "\n" + String.raw`id:a\rb` + "\n\n\0";
    expect(headersOf(frameWith, "1.2")).toEqual({ id: "a\rb" });
    expect(() => readAll(frameWith, "1.1")).toThrow(FrameFault);
    expect(frame("1.2", "RECEIPT", { "receipt-id": "a\rb" })).toBe("RECEIPT\nreceipt-id:a\\rb\n\n\0");
  });

  it.each(later)("[G102] any other is a fault in %s", (version) => {
    for (const undefinedOne of [String.raw`\t`, String.raw`\C`, String.raw`\0`, "\\"]) {
      expect(() => readAll(`SEND\nid:${undefinedOne}\n\n\0`, version)).toThrow(FrameFault);
      expect(() => readAll(`SEND\n${undefinedOne}x:1\n\n\0`, version)).toThrow(FrameFault);
    }
  });

  it("[G102] 1.0 knows none, nor do CONNECT, STOMP and CONNECTED in any version", () => {
    const written = String.raw`a\cb\nc\\d\te`;
    expect(headersOf(`SEND\nid:${written}\n\n\0`, "1.0")).toEqual({ id: written });
    for (const command of ["CONNECT", "STOMP"]) {
      expect(headersOf(`${command}\naccept-version:1.2\nlogin:${written}\n\n\0`)).toMatchObject({ login: written });
    }
    expect(frame("1.2", "CONNECTED", { session: "a:b\\c" })).toBe("CONNECTED\nsession:a:b\\c\n\n\0");
  });
});

describe("padding", () => {
  it.each(later)("[G103] %s never trims nor pads", (version) => {
    expect(headersOf("SUBSCRIBE\n id : a \n\n\0", version)).toEqual({ " id ": " a " });
    expect(headersOf(`CONNECT\naccept-version:${version}\nlogin: a \n\n\0`)).toMatchObject({ login: " a " });
    expect(frame(version, "RECEIPT", { "receipt-id": " a " })).toBe("RECEIPT\nreceipt-id: a \n\n\0");
  });

  it("[G103] 1.0 takes spaces around for padding, as its own examples have them", () => {
    expect(headersOf("SUBSCRIBE\ndestination: /queue/foo\nack: client \n\n\0", "1.0")).toEqual({
      destination: "/queue/foo",
      ack: "client",
    });
    expect(headersOf("CONNECT\nlogin: me\nlogin: you\npasscode:x\n\n\0")).toEqual({ login: "me", passcode: "x" });
  });
});

describe("bodies", () => {
  const others = ["SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT"];

  it.each(later)("[G104] only SEND has one in %s; elsewhere it is a fault, as soon as it begins", (version) => {
    expect(readAll("SEND\n\nbody\0", version)).toMatchObject([{ body: "body" }]);
    for (const command of others) {
      expect(() => readAll(`${command}\n\nbody\0`, version)).toThrow(new FrameFault(`${command} must have no body`));
      expect(() => readAll(`${command}\n\nb`, version)).toThrow(FrameFault);
      expect(() => readAll(`${command}\ncontent-length:4\n\n`, version)).toThrow(FrameFault);
      expect(commandsOf(`${command}\ncontent-length:0\n\n\0`, version)).toEqual([command]);
    }
    for (const command of ["CONNECT", "STOMP"]) {
      expect(() => readAll(`${command}\naccept-version:${version}\n\nbody\0`)).toThrow(FrameFault);
    }
  });

  it("[G104] in 1.0 a body that means nothing is passed over", () => {
    for (const command of others) expect(commandsOf(`${command}\n\nbody\0DISCONNECT\n\n\0`, "1.0")).toEqual([command, "DISCONNECT"]);
    expect(commandsOf("CONNECT\nlogin:a\n\n   \0")).toEqual(["CONNECT"]);
  });

  it.each(versions)(
    "[G105] content-length is the body's length in octets in %s, NULs and all, and a NUL still ends the frame",
    (version) => {
      expect(readAll("SEND\ncontent-length:5\n\né\0\0x\0DISCONNECT\n\n\0", version)).toMatchObject([
        { command: "SEND", body: "é\0\0x" },
        { command: "DISCONNECT", body: "" },
      ]);
      expect(() => readAll("SEND\ncontent-length:1\n\nab\0", version)).toThrow(FrameFault);
      expect(readAll("SEND\n\nab\0", version)).toMatchObject([{ body: "ab" }]);
    },
  );

  it.each(versions)("[G105] what is written with a body in %s says its length in octets, what is written without says none", (version) => {
    expect(frame(version, "ERROR", { message: "x" }, "żółw\0!")).toBe("ERROR\nmessage:x\ncontent-length:9\n\nżółw\0!\0");
    expect(frame(version, "ERROR", { message: "x" })).toBe("ERROR\nmessage:x\n\n\0");
  });
});

describe("names", () => {
  it.each(versions)("[G106] commands and headers are case-sensitive in %s", (version) => {
    for (const command of ["send", "Send", "SEND ", " SEND"]) expect(() => readAll(`${command}\n\n\0`, version)).toThrow(FrameFault);
    expect(headersOf("SUBSCRIBE\nID:a\nid:b\n\n\0", version)).toEqual({ ID: "a", id: "b" });
  });

  it.each(versions)("[G106] of a repeated header the first counts in %s, and a value may be empty", (version) => {
    expect(headersOf("SEND\nfoo:World\nfoo:Hello\nbar:\nbar:x\n\n\0", version)).toEqual({ foo: "World", bar: "" });
  });

  it.each(["CONNECTED", "MESSAGE", "RECEIPT", "ERROR"])("[G106] %s is the server's to say, not a client's", (command) => {
    for (const version of versions) expect(() => readAll(`${command}\n\n\0`, version)).toThrow(FrameFault);
  });
});
