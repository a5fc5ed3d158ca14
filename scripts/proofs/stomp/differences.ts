// Where we answer otherwise than RabbitMQ does, and why.
// The proof `stomp` fails at a difference that is not here, and at one here that is none.

/** `why` stands in docs/stomp.md too. */
export type Difference = { why: string; scripts: string[] };

export const differences: Difference[] = [
  {
    why: "After an ERROR we close, as 1.1 and 1.2 want it; RabbitMQ leaves the socket open.",
    scripts: [
      "CONNECT that names none that is known",
      "CONNECT with a bad login",
      "CONNECT with a heart-beat that is none",
      "SUBSCRIBE before CONNECT",
      "1.2: an unknown command",
      "1.2: a command in lower case",
    ],
  },
  {
    why: "After an ERROR we close, and the ERROR names the receipt of the frame that it is about; RabbitMQ leaves the socket open and names none.",
    scripts: [
      "1.2: SUBSCRIBE without destination",
      "1.2: SUBSCRIBE to what cannot be had",
      "1.2: SUBSCRIBE with an ack mode that is none",
      "1.2: UNSUBSCRIBE of what is not there",
      "1.2: ACK of what is not there",
      "1.2: SEND without destination",
    ],
  },
  {
    why: "We say in an ERROR why we close; RabbitMQ closes without a word.",
    scripts: ["CONNECT twice", "1.2: SUBSCRIBE with an id that is taken", "1.2: a header without colon", "1.2: an escape that is none"],
  },
  {
    why: "We refuse what the version forbids; RabbitMQ takes it.",
    scripts: [
      "1.2: SUBSCRIBE without id",
      "1.2: SUBSCRIBE with a body",
      "1.2: a content-length that is no number",
      "1.1: an escaped carriage return",
      "1.1: lines that end in CR LF",
    ],
  },
  {
    why: "A DISCONNECT gets its receipt before we close; RabbitMQ's Web-STOMP closes first.",
    scripts: ["1.2: DISCONNECT with a receipt"],
  },
  {
    why: "A 1.0 subscription without id is named by its destination; RabbitMQ leaves the header out.",
    scripts: ["1.0: SUBSCRIBE without id, and a message"],
  },
  {
    why: "Beats are answered, never begun by us, so that a connection without traffic lets its gateway sleep: a client that sends none gets none.",
    scripts: ["CONNECT with heart-beat 0,10000"],
  },
  {
    why: "Commands go over HTTP, where they have an answer and an idempotency key: SEND is refused, but for a fresh token to /session/token.",
    scripts: ["1.2: SEND"],
  },
  {
    why: "There is nothing that a transaction could hold together: BEGIN is refused.",
    scripts: ["1.2: a transaction"],
  },
  {
    why: "What a client refuses with NACK is not sent again, since the next state says all that it said; RabbitMQ sends it again.",
    scripts: ["1.2: ack client-individual, refused by NACK"],
  },
];
