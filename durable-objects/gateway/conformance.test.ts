// What STOMP 1.0, 1.1 and 1.2 say of a server's conduct, clause by clause: docs/stomp.md names these tests.
// Frames are written and read here as they are on the wire, since the codec is under test as well.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { userFeed } from "../../protocol/feed";
import type { StompVersion } from "../../protocol/stomp";
import { FeedObject } from "../feed/feed-object";
import { ann, dial, tokenOf } from "./stomp-client.fixture";

const all = ["1.0", "1.1", "1.2"] as const;
const later = ["1.1", "1.2"] as const;

const mine = (user: string = ann.user) => `/order-changes/${ann.tenant}/${user}`;
const verdicts = (user: string = ann.user) => `/notifications/${ann.tenant}/${user}`;
const user = (n: number) => `0190a1b2-0000-7000-8000-00000000ff${n.toString(16).padStart(2, "0")}`;

afterEach(() => vi.restoreAllMocks());

let orders = 0;
/** Something happens to that user, once, to an order of its own. */
const happen = (to: string, body: string, topic: "order-changes" | "notifications" = "order-changes") =>
  env.FEED.getByName(userFeed(ann.tenant, to)).hear({
    order: `0190a1b2-0000-7000-8000-${String(++orders).padStart(12, "0")}`,
    seq: 1,
    open: true,
    at: "2026-11-22T12:00:00.000Z",
    showings: [{ topic, body }],
  });

type Frame = { command: string; headers: Record<string, string>; body: string };

/** What a server wrote, read as the specification has it. No body in these tests holds a NUL. */
const framesIn = (text: string): Frame[] =>
  text
    .split("\0")
    .map((one) => one.replace(/^\n+/, ""))
    .filter((one) => one !== "")
    .map((one) => {
      const [head = "", ...body] = one.split("\n\n");
      const [command = "", ...lines] = head.split("\n");
      const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
      return { command, headers, body: body.join("\n\n") };
    });

async function open(name: string) {
  const { socket, heard, hears, closes } = await dial(`conformance-${name}`);
  const frames = () => framesIn(heard.join(""));
  return {
    say: (text: string) => socket.send(text),
    socket,
    hears,
    closes,
    frames,
    /** The frames of this command, once there are so many. */
    waitFor: async (command: string, times = 1) => {
      const these = () => frames().filter((one) => one.command === command);
      await expect.poll(() => these().length).toBeGreaterThanOrEqual(times);
      return these();
    },
  };
}

/** A connection that speaks this version. */
async function speaking(version: StompVersion, name: string, as: string = ann.user) {
  const opened = await open(name);
  opened.say(`CONNECT\naccept-version:${version}\nhost:any\nlogin:${await tokenOf({ user: as })}\n\n\0`);
  await opened.waitFor("CONNECTED");
  return opened;
}

/** … and hears that destination, under that id, from now on. */
async function hearing(version: StompVersion, name: string, as: string, headers = "id:a\n") {
  const opened = await speaking(version, name, as);
  opened.say(`SUBSCRIBE\ndestination:${mine(as)}\n${headers}receipt:s\n\n\0`);
  await opened.waitFor("RECEIPT");
  return opened;
}

describe("connecting", () => {
  it.each(all)(
    "[G110] STOMP is taken as CONNECT is, and CONNECTED names the version %s, a session of its own and the server",
    async (version) => {
      const sessions = await Promise.all(
        ["CONNECT", "STOMP"].map(async (command) => {
          const { say, waitFor } = await open("connect");
          say(`${command}\naccept-version:${version}\nhost:x\nlogin:${await tokenOf()}\n\n\0`);
          const [connected] = await waitFor("CONNECTED");
          expect(connected).toMatchObject({ headers: { version, server: expect.stringMatching(/^[\w-]+(\/\S+)?( .*)?$/) }, body: "" });
          return connected?.headers.session;
        }),
      );
      expect(sessions).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
      expect(new Set(sessions).size).toBe(2);
    },
  );

  it.each([
    ["no accept-version", "", "1.0"],
    ["the highest of several", "accept-version:1.0,1.1,1.2\n", "1.2"],
    ["the highest in common", "accept-version:1.0,1.1,2.0\n", "1.1"],
    ["several out of order", "accept-version:1.1,1.0\n", "1.1"],
  ])("[G111] %s", async (_, accept, version) => {
    const { say, waitFor } = await open("versions");
    say(`CONNECT\n${accept}host:x\nlogin:${await tokenOf()}\n\n\0`);
    expect(await waitFor("CONNECTED")).toMatchObject([{ headers: { version } }]);
  });

  it("[G111] without a version in common there is an ERROR that names ours in text, and a close", async () => {
    const { say, waitFor, closes } = await open("versions");
    say(`CONNECT\naccept-version:0.9,2.1\nhost:x\nlogin:${await tokenOf()}\n\n\0`);
    const [error] = await waitFor("ERROR");
    expect(error).toMatchObject({ headers: { version: "1.0,1.1,1.2", "content-type": "text/plain" }, body: expect.stringMatching(/1\.2/) });
    await closes(1002);
  });

  it("[G112] any host will do, and none; a passcode says nothing", async () => {
    for (const headers of ["host:elsewhere.test\n", "", "host:\npasscode:secret\n"]) {
      const { say, waitFor } = await open("host");
      say(`CONNECT\naccept-version:1.2\n${headers}login:${await tokenOf()}\n\n\0`);
      await waitFor("CONNECTED");
    }
  });

  it.each([
    ["nothing said", "", "0,0"],
    ["neither way", "heart-beat:0,0\n", "0,0"],
    ["more often than we do", "heart-beat:1,1\n", "4000,4000"],
    ["as often as it sends", "heart-beat:20000,0\n", "20000,20000"],
    ["the slower of both", "heart-beat:5000,30000\n", "30000,30000"],
    ["only ours", "heart-beat:0,5000\n", "0,0"],
  ])("[G113] heart-beats: %s", async (_, asked, answered) => {
    for (const version of later) {
      const { say, waitFor } = await open("beats");
      say(`CONNECT\naccept-version:${version}\nhost:x\nlogin:${await tokenOf()}\n${asked}\n\0`);
      expect(await waitFor("CONNECTED")).toMatchObject([{ headers: { "heart-beat": answered } }]);
    }
  });

  it.each(["5000", "-1,0", "a,b", "1.5,2", "1,2,3"])("[G113] heart-beat:%s is refused", async (asked) => {
    const { say, waitFor, closes } = await open("beats");
    say(`CONNECT\naccept-version:1.2\nhost:x\nlogin:${await tokenOf()}\nheart-beat:${asked}\n\n\0`);
    await waitFor("ERROR");
    await closes(1002);
  });

  it("[G114] a client need not wait for CONNECTED: its frames are taken in their order, in however many messages", async () => {
    const { say, frames, waitFor, closes } = await open("hasty");
    say(`CONNECT\naccept-version:1.2\nhost:x\nlogin:${await tokenOf()}\n\n\0`);
    say(`SUBSCRIBE\nid:a\ndestination:${mine()}\nreceipt:1\n\n\0`);
    say("UNSUBSCRIBE\nid:a\nreceipt:2\n\n\0");
    say("DISCONNECT\nreceipt:3\n\n\0");
    await waitFor("RECEIPT", 3);
    await closes(1000);
    expect(frames().map(({ headers }) => headers["receipt-id"])).toEqual([undefined, "1", "2", "3"]);
  });

  it("[G114] a frame that comes in two messages is whole, also when what came with its beginning is still being done", async () => {
    const one = await speaking("1.2", "halves");
    one.say(`SUBSCRIBE\nid:a\ndestination:${mine()}\nreceipt:1\n\n\0SUBSCRIBE\nid:b\ndest`);
    one.say(`ination:${mine()}\nreceipt:2\n\n\0UNSUB`);
    one.say("SCRIBE\nid:a\nreceipt:3\n\n\0");
    expect((await one.waitFor("RECEIPT", 3)).map(({ headers }) => headers["receipt-id"])).toEqual(["1", "2", "3"]);
  });

  it("[G126] what waits while a frame is being done is bounded, and the client is told", async () => {
    const { promise: gate, resolve: release } = Promise.withResolvers<undefined>();
    vi.spyOn(FeedObject.prototype, "listen").mockImplementationOnce(() => gate);
    const one = await speaking("1.2", "waiting", user(6));
    one.say(`SUBSCRIBE\nid:a\ndestination:${mine(user(6))}\n\n\0`);
    const lines = "\n".repeat(200_000);
    for (let sent = 0; sent <= 1024 * 1024; sent += lines.length) one.say(lines);
    await one.hears("message:too much at once");
    await one.closes(4429);
    release(undefined);
  });

  it("[G114] clients that come and go at once leave room for the next", async () => {
    const passing = await Promise.all(Array.from({ length: 30 }, () => open("passing")));
    for (const [n, { say, socket }] of passing.entries()) {
      if (n % 2 === 0) say(`CONNECT\naccept-version:1.2\nhost:x\nlogin:${await tokenOf()}\n\n\0`);
      socket.close(1000);
    }
    const next = await hearing("1.2", "passing", user(1));
    await happen(user(1), "1");
    await next.waitFor("MESSAGE");
  });
});

describe("receipts", () => {
  it.each(all)(
    "[G115] each frame but CONNECT gets the receipt it asks for in %s, in the order of the frames, without a body",
    async (version) => {
      const { say, frames, waitFor, closes } = await open("receipts");
      say(`CONNECT\naccept-version:${version}\nhost:x\nreceipt:c\nlogin:${await tokenOf()}\n\n\0`);
      await waitFor("CONNECTED");
      say(
        [
          `SUBSCRIBE\nid:a\ndestination:${mine()}\nreceipt:1\n\n\0`,
          `SUBSCRIBE\nid:b\ndestination:${verdicts()}\n\n\0`,
          "UNSUBSCRIBE\nid:a\nreceipt:2\n\n\0",
          "DISCONNECT\nreceipt:3\n\n\0",
        ].join(""),
      );
      await closes(1000);
      expect(frames().slice(1)).toEqual(["1", "2", "3"].map((id) => ({ command: "RECEIPT", headers: { "receipt-id": id }, body: "" })));
    },
  );

  it("[G115] a receipt comes back as it was written, escapes and all", async () => {
    for (const [version, written] of [
      ["1.2", String.raw`a\cb\\c\nd\re`],
      ["1.1", String.raw`a\cb\\c\nd`],
      ["1.0", String.raw`a:b\c`],
    ] as const) {
      const { say, waitFor } = await speaking(version, "receipts");
      say(`DISCONNECT\nreceipt:${written}\n\n\0`);
      expect((await waitFor("RECEIPT"))[0]?.headers).toEqual({ "receipt-id": written });
    }
  });

  it.each(all)("[G116] DISCONNECT closes in %s, after its receipt, and what is said after it is not heard", async (version) => {
    for (const receipt of ["", "receipt:bye\n"]) {
      const { say, frames, closes } = await speaking(version, "disconnect");
      say(`DISCONNECT\n${receipt}\n\0SUBSCRIBE\nid:a\ndestination:${mine()}\nreceipt:late\n\n\0nonsense`);
      await closes(1000);
      expect(frames().slice(1)).toEqual(receipt ? [{ command: "RECEIPT", headers: { "receipt-id": "bye" }, body: "" }] : []);
    }
  });
});

describe("errors", () => {
  it.each(all)(
    "[G117] an ERROR in %s says what is wrong in its message and in its body, names the receipt, and is the last word",
    async (version) => {
      const { say, frames, waitFor, closes } = await speaking(version, "errors");
      say(`SUBSCRIBE\nid:a\ndestination:/nowhere\nreceipt:r1\n\n\0SUBSCRIBE\nid:b\ndestination:${mine()}\nreceipt:r2\n\n\0`);
      const [error] = await waitFor("ERROR");
      const length = String(new TextEncoder().encode(error?.body).length);
      expect(error).toMatchObject({
        headers: {
          message: expect.stringContaining("/nowhere"),
          "receipt-id": "r1",
          "content-type": "text/plain",
          "content-length": length,
        },
        body: "/nowhere is not yours to hear, or is not there",
      });
      await closes(4403);
      expect(frames().map(({ command }) => command)).toEqual(["CONNECTED", "ERROR"]);
    },
  );

  it("[G117] also what can become no frame has its receipt named, if it had come; what is about no frame names none", async () => {
    for (const [text, receipt] of [
      ["UNSUBSCRIBE\nreceipt:r\nid\n", "r"],
      ["UNSUBSCRIBE\nreceipt:r\n\nbody", "r"],
      ["HELLO\nreceipt:r\n", undefined],
    ] as const) {
      const { say, waitFor, closes } = await speaking("1.2", "errors");
      say(`SUBSCRIBE\nid:a\nreceipt:another\ndestination:${mine()}\n\n\0`);
      await waitFor("RECEIPT");
      say(text);
      expect((await waitFor("ERROR"))[0]?.headers["receipt-id"]).toBe(receipt);
      await closes(1002);
    }
  });

  it.each([
    ["a frame that STOMP does not know", "HELLO\n\n\0"],
    ["a frame that only a server may send", "MESSAGE\n\n\0"],
    ["SEND", "SEND\ndestination:/queue/a\n\nhello\0"],
    ["SEND without destination", "SEND\n\nhello\0"],
    ["SEND in a transaction", "SEND\ndestination:/queue/a\ntransaction:t\n\nhello\0"],
    ["BEGIN", "BEGIN\ntransaction:t\n\n\0"],
    ["COMMIT", "COMMIT\ntransaction:t\n\n\0"],
    ["ABORT", "ABORT\ntransaction:t\n\n\0"],
    ["an undefined escape", "UNSUBSCRIBE\nid:\\t\n\n\0"],
    ["a body where none may be", "UNSUBSCRIBE\nid:a\n\nbody\0"],
    ["more headers than we take", `UNSUBSCRIBE\n${"h:1\n".repeat(5)}${Array.from({ length: 33 }, (_, n) => `h${n}:1\n`).join("")}\n\0`],
    ["a longer line than we take", `UNSUBSCRIBE\nid:${"x".repeat(70_000)}\n\n\0`],
    ["a longer body than we take", `SEND\ndestination:/a\n\n${"x".repeat(70_000)}\0`],
  ])("[G118] %s gets an ERROR and a close, not silence", async (_, text) => {
    const { say, waitFor, closes } = await speaking("1.2", "refused");
    say(text);
    await waitFor("ERROR");
    await closes(1002);
  });
});

describe("subscribing", () => {
  it.each(later)("[G119] SUBSCRIBE needs a destination and an id in %s, UNSUBSCRIBE the id of one that is there", async (version) => {
    for (const text of [
      `SUBSCRIBE\ndestination:${mine()}\n\n\0`,
      "SUBSCRIBE\nid:a\n\n\0",
      `UNSUBSCRIBE\ndestination:${mine()}\n\n\0`,
      "UNSUBSCRIBE\nid:nothing\n\n\0",
    ]) {
      const { say, waitFor, closes } = await speaking(version, "needs");
      say(text);
      await waitFor("ERROR");
      await closes(1002);
    }
  });

  it("[G119] in 1.0 an id may be left out: the destination stands for it", async () => {
    const one = await hearing("1.0", "needs", user(2), "");
    await happen(user(2), "1");
    expect((await one.waitFor("MESSAGE"))[0]?.headers).toMatchObject({ subscription: mine(user(2)), destination: mine(user(2)) });
    one.say(`UNSUBSCRIBE\ndestination:${mine(user(2))}\nreceipt:u\n\n\0`);
    await one.waitFor("RECEIPT", 2);
    await happen(user(2), "2");
    one.say("DISCONNECT\nreceipt:bye\n\n\0");
    await one.closes(1000);
    expect((await one.waitFor("MESSAGE")).map(({ body }) => body)).toEqual(["1"]);
  });

  it("[G120] an id is one subscription's within a connection, free again once that has ended; other connections have their own", async () => {
    const [one, two] = [await hearing("1.2", "ids", user(3)), await hearing("1.2", "ids", user(3))];
    one.say(`UNSUBSCRIBE\nid:a\n\n\0SUBSCRIBE\nid:a\ndestination:${verdicts(user(3))}\nreceipt:again\n\n\0`);
    await one.hears("receipt-id:again");
    await happen(user(3), "1");
    await two.waitFor("MESSAGE");
    two.say(`SUBSCRIBE\nid:a\ndestination:${verdicts(user(3))}\n\n\0`);
    await two.waitFor("ERROR");
    await two.closes(1002);
  });

  it("[G120] after UNSUBSCRIBE nothing comes from that subscription, and the others go on", async () => {
    const one = await hearing("1.2", "unsubscribe", user(4));
    one.say(`SUBSCRIBE\nid:b\ndestination:${mine(user(4))}\n\n\0UNSUBSCRIBE\nid:a\nreceipt:u\n\n\0`);
    await one.waitFor("RECEIPT", 2);
    await happen(user(4), "1");
    await happen(user(4), "2");
    const heard = await one.waitFor("MESSAGE", 2);
    expect(heard.map(({ headers, body }) => [headers.subscription, body])).toEqual([["b", "1"], ["b", "2"]]); // prettier-ignore
  });

  it.each(all)(
    "[G121] a MESSAGE in %s names its destination, its subscription, itself and what its body is, in octets",
    async (version) => {
      const as = user(10 + all.indexOf(version));
      const one = await hearing(version, "messages", as);
      one.say(`SUBSCRIBE\nid:b\ndestination:${mine(as)}\nreceipt:t\n\n\0`);
      await one.hears("receipt-id:t");
      await happen(as, '"żurek"');
      await happen(as, "{}");
      const heard = await one.waitFor("MESSAGE", 4);
      const ids = new Set(heard.map(({ headers }) => headers["message-id"]));
      expect([...ids].map((id) => typeof id)).toEqual(["string", "string"]);
      expect(heard.map(({ headers: { subscription, "content-length": length }, body }) => [subscription, length, body])).toEqual([
        ["a", "8", '"żurek"'],
        ["b", "8", '"żurek"'],
        ["a", "2", "{}"],
        ["b", "2", "{}"],
      ]);
      for (const { headers } of heard) expect(headers).toMatchObject({ destination: mine(as), "content-type": "application/json" });
    },
  );

  it.each(all)("[G122] ack is auto unless it is said, in %s: no ack header comes, and none is waited for", async (version) => {
    const as = user(20 + all.indexOf(version));
    for (const ack of ["", "ack:auto\n"]) {
      const one = await hearing(version, "auto", as, `id:a\n${ack}`);
      await happen(as, "1");
      await happen(as, "2");
      for (const { headers } of await one.waitFor("MESSAGE", 2)) expect(headers).not.toHaveProperty("ack");
    }
  });

  it.each(all)("[G122] in mode client a MESSAGE has an ack header in 1.2 and in no other: %s", async (version) => {
    const as = user(30 + all.indexOf(version));
    const one = await hearing(version, "client", as, "id:a\nack:client\n");
    await happen(as, "1");
    const [message] = await one.waitFor("MESSAGE");
    const { ack, "message-id": id } = message?.headers ?? {};
    expect(ack === undefined).toBe(version !== "1.2");
    one.say(version === "1.2" ? `ACK\nid:${ack}\nreceipt:k\n\n\0` : `ACK\nmessage-id:${id}\nsubscription:a\nreceipt:k\n\n\0`);
    await one.hears("receipt-id:k");
  });

  it("[G123] frames are taken from text messages and from binary ones, several in one and one in several", async () => {
    const one = await hearing("1.2", "binary", user(5));
    const bytes = new TextEncoder().encode(`UNSUBSCRIBE\nid:a\n\n\0SUBSCRIBE\nid:ż\ndestination:${mine(user(5))}\nreceipt:ó\n\n\0`);
    for (const byte of bytes) one.socket.send(new Uint8Array([byte]));
    await one.hears("receipt-id:ó");
    await happen(user(5), "1");
    expect((await one.waitFor("MESSAGE"))[0]?.headers.subscription).toBe("ż");
  });
});
