// What a client says, step by step. The same to every server;
// words in braces are the server's own (its login, its destinations) or headers of the last MESSAGE.

/**
 * What goes out in one message (bytes go out as a binary one); or in several without waiting;
 * or that something happens at `{destination}` now.
 */
export type Step = string | Uint8Array | string[] | typeof published;
export type Script = { name: string; steps: Step[] };

const published = { published: true } as const;
const bytes = (text: string) => new TextEncoder().encode(text);

const credentials = "login:{login}\npasscode:{passcode}\n";
const connecting = (version: string, more = "", command = "CONNECT") =>
  `${command}\naccept-version:${version}\nhost:/\n${credentials}${more}\n\0`;
const connected = (version: string, name: string, ...steps: Step[]): Script => ({
  name: `${version}: ${name}`,
  steps: [connecting(version), ...steps],
});
const subscribing = (headers: string, body = "") => `SUBSCRIBE\ndestination:{destination}\nreceipt:s\n${headers}\n${body}\0`;

export const scripts: Script[] = [
  // connecting
  { name: "CONNECT that names 1.2", steps: [connecting("1.2")] },
  { name: "CONNECT that names 1.1", steps: [connecting("1.1")] },
  { name: "CONNECT that names 1.0", steps: [connecting("1.0")] },
  { name: "CONNECT that names no version", steps: [`CONNECT\n${credentials}\n\0`] },
  { name: "CONNECT that names versions out of order, and one to come", steps: [connecting("1.1,2.0,1.2,1.0")] },
  { name: "CONNECT that names none that is known", steps: [`CONNECT\naccept-version:2.0\nhost:/\n${credentials}\n\0`] },
  { name: "STOMP instead of CONNECT", steps: [connecting("1.2", "", "STOMP")] },
  { name: "CONNECT without host", steps: [`CONNECT\naccept-version:1.2\n${credentials}\n\0`] },
  {
    name: "CONNECT whose lines end in CR LF",
    steps: [`CONNECT\r\naccept-version:1.2\r\nhost:/\r\nlogin:{login}\r\npasscode:{passcode}\r\n\r\n\0`],
  },
  { name: "CONNECT after beats", steps: ["\n\n", connecting("1.2")] },
  { name: "CONNECT with a bad login", steps: ["CONNECT\naccept-version:1.2\nhost:/\nlogin:nobody\npasscode:no\n\n\0"] },
  { name: "CONNECT that asks for a receipt", steps: [connecting("1.2", "receipt:c\n")] },
  { name: "CONNECT with heart-beat 0,0", steps: [connecting("1.2", "heart-beat:0,0\n")] },
  { name: "CONNECT with heart-beat 10000,10000", steps: [connecting("1.2", "heart-beat:10000,10000\n")] },
  { name: "CONNECT with heart-beat 0,10000", steps: [connecting("1.2", "heart-beat:0,10000\n")] },
  { name: "CONNECT with a heart-beat that is none", steps: [`CONNECT\naccept-version:1.2\nhost:/\n${credentials}heart-beat:often\n\n\0`] },
  { name: "CONNECT in bytes", steps: [bytes("CONNECT\naccept-version:1.2\nhost:/\nlogin:{login}\npasscode:{passcode}\n\n\0")] },
  { name: "CONNECT in three messages", steps: ["CONN", `ECT\naccept-version:1.2\nhost:/\n${credentials}`, "\n\0"] },
  { name: "CONNECT twice", steps: [connecting("1.2"), connecting("1.2")] },
  {
    name: "CONNECT, SUBSCRIBE and UNSUBSCRIBE in a message each, without waiting",
    steps: [[connecting("1.2"), subscribing("id:a\n"), "UNSUBSCRIBE\nid:a\nreceipt:u\n\n\0"]],
  },
  {
    name: "CONNECT and a frame that ends in the next message, without waiting",
    steps: [[`${connecting("1.2")}SUBSCRIBE\nid:a\ndest`, "ination:{destination}\nreceipt:s\n\n\0"], published],
  },
  {
    name: "CONNECT and SUBSCRIBE in one message",
    steps: [connecting("1.2") + subscribing("id:a\n"), published],
  },
  { name: "SUBSCRIBE before CONNECT", steps: ["SUBSCRIBE\nid:1\ndestination:{destination}\n\n\0"] },
  // subscribing
  connected("1.2", "SUBSCRIBE, and a message", subscribing("id:a\n"), published),
  connected("1.1", "SUBSCRIBE, and a message", subscribing("id:a\n"), published),
  connected("1.0", "SUBSCRIBE with an id, and a message", subscribing("id:a\n"), published),
  connected("1.0", "SUBSCRIBE without id, and a message", subscribing(""), published),
  connected("1.0", "SUBSCRIBE with padded headers", "SUBSCRIBE\ndestination: {destination}\nreceipt: s\nid: a\n\n\0", published),
  connected("1.2", "SUBSCRIBE without id", "SUBSCRIBE\ndestination:{destination}\nreceipt:s\n\n\0"),
  connected("1.2", "SUBSCRIBE without destination", "SUBSCRIBE\nid:a\nreceipt:s\n\n\0"),
  connected("1.2", "SUBSCRIBE to what cannot be had", "SUBSCRIBE\nid:a\ndestination:{nowhere}\nreceipt:s\n\n\0"),
  connected(
    "1.2",
    "SUBSCRIBE with an id that is taken",
    subscribing("id:a\n"),
    "SUBSCRIBE\nid:a\ndestination:{destination}\nreceipt:t\n\n\0",
  ),
  connected("1.2", "SUBSCRIBE with a body", subscribing("id:a\n", "body")),
  connected("1.2", "SUBSCRIBE with an ack mode that is none", "SUBSCRIBE\nid:a\ndestination:{destination}\nack:never\nreceipt:s\n\n\0"),
  connected("1.2", "an id with escapes comes back with escapes", subscribing(String.raw`id:a\cb\\c\nd` + "\n"), published),
  connected("1.1", "an id with escapes comes back with escapes", subscribing(String.raw`id:a\cb\\c\nd` + "\n"), published),
  connected("1.0", "an id with what are escapes elsewhere", subscribing(String.raw`id:a\cb` + "\n"), published),
  connected("1.2", "of a repeated header the first counts", subscribing("id:a\nid:b\n"), published),
  connected("1.2", "UNSUBSCRIBE", subscribing("id:a\n"), "UNSUBSCRIBE\nid:a\nreceipt:u\n\n\0"),
  connected("1.0", "UNSUBSCRIBE by destination", subscribing(""), "UNSUBSCRIBE\ndestination:{destination}\nreceipt:u\n\n\0"),
  connected("1.2", "UNSUBSCRIBE of what is not there", "UNSUBSCRIBE\nid:z\nreceipt:u\n\n\0"),
  // acknowledging
  connected(
    "1.2",
    "ack client, acknowledged by the ack header",
    subscribing("id:a\nack:client\n"),
    published,
    "ACK\nid:{ack}\nreceipt:k\n\n\0",
  ),
  connected(
    "1.2",
    "ack client-individual, refused by NACK",
    subscribing("id:a\nack:client-individual\n"),
    published,
    "NACK\nid:{ack}\nreceipt:k\n\n\0",
  ),
  connected(
    "1.1",
    "ack client, acknowledged by message-id and subscription",
    subscribing("id:a\nack:client\n"),
    published,
    "ACK\nmessage-id:{message-id}\nsubscription:a\nreceipt:k\n\n\0",
  ),
  connected("1.2", "ACK of what is not there", "ACK\nid:nothing\nreceipt:k\n\n\0"),
  // other frames
  connected("1.2", "SEND", "SEND\ndestination:{destination}\nreceipt:x\n\nhello\0"),
  connected("1.2", "SEND without destination", "SEND\nreceipt:x\n\nhello\0"),
  connected("1.2", "a transaction", "BEGIN\ntransaction:t\nreceipt:b\n\n\0", "COMMIT\ntransaction:t\nreceipt:c\n\n\0"),
  connected("1.2", "DISCONNECT with a receipt", "DISCONNECT\nreceipt:d\n\n\0"),
  connected("1.2", "DISCONNECT without", "DISCONNECT\n\n\0"),
  // frames as such
  connected("1.2", "an unknown command", "HELLO\n\n\0"),
  connected("1.2", "a command in lower case", "subscribe\nid:a\ndestination:{destination}\n\n\0"),
  connected("1.2", "a header without colon", "SUBSCRIBE\nid\n\n\0"),
  connected("1.2", "an escape that is none", "SUBSCRIBE\nid:\\t\ndestination:{destination}\nreceipt:s\n\n\0"),
  connected("1.1", "an escaped carriage return", "SUBSCRIBE\nid:\\r\ndestination:{destination}\nreceipt:s\n\n\0"),
  connected("1.2", "lines that end in CR LF", "SUBSCRIBE\r\nid:a\r\ndestination:{destination}\r\nreceipt:s\r\n\r\n\0"),
  connected("1.1", "lines that end in CR LF", "SUBSCRIBE\r\nid:a\r\ndestination:{destination}\r\nreceipt:s\r\n\r\n\0"),
  connected("1.2", "line ends after the NUL", "SUBSCRIBE\nid:a\ndestination:{destination}\nreceipt:s\n\n\0\n\r\n\n"),
  connected(
    "1.2",
    "three frames in one message",
    "SUBSCRIBE\nid:a\ndestination:{destination}\n\n\0UNSUBSCRIBE\nid:a\n\n\0\nSUBSCRIBE\nid:b\ndestination:{destination}\nreceipt:s\n\n\0",
  ),
  connected("1.2", "a content-length of nothing", "SUBSCRIBE\nid:a\ndestination:{destination}\nreceipt:s\ncontent-length:0\n\n\0"),
  connected("1.2", "a content-length that is no number", "SUBSCRIBE\nid:a\ndestination:{destination}\nreceipt:s\ncontent-length:x\n\n\0"),
  connected("1.2", "a receipt with escapes", "SUBSCRIBE\nid:a\ndestination:{destination}\nreceipt:" + String.raw`s\c1` + "\n\n\0"),
];
