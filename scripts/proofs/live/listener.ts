// One client that will not let go: whenever its connection ends, it dials again and asks for what it has missed.
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Dice } from "../lib/dice.ts";
import type { Subscriber, Sighting } from "./subscription-kinds.ts";

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;
const READY_WITHIN_MS = 30_000;

export type Witness = {
  saw(sighting: Sighting, by: string): void;
  /** What must not have happened. */
  fault(what: string, by: string): void;
};

export class Listener {
  readonly name: string;
  readonly subscriber: Subscriber;
  /** How many it has had. */
  connections = 0;
  /** How its connections have ended. */
  readonly endings: { code: number; reason: string }[] = [];
  /** Answers to its beats. */
  beats = 0;
  /** As of the last message it misses nothing. */
  ready = false;
  readonly #host: string;
  readonly #dice: Dice;
  readonly #witness: Witness;
  #socket: WebSocket | undefined;
  #stopped = false;
  #failures = 0;

  constructor(name: string, subscriber: Subscriber, baseUrl: string, dice: Dice, witness: Witness) {
    this.name = name;
    this.subscriber = subscriber;
    this.#host = baseUrl.replace("http", "ws");
    this.#dice = dice;
    this.#witness = witness;
  }

  /** Resolves when it listens for the first time. */
  async start(): Promise<void> {
    void this.#stay();
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!this.ready) {
      if (Date.now() > deadline) throw new Error(`${this.name} does not listen within ${READY_WITHIN_MS / 1000} s`);
      await pause(10);
    }
  }

  /** Reads no more, and does not say so. */
  stall(): void {
    this.#socket?.pause();
  }

  readOn(): void {
    this.#socket?.resume();
  }

  beat(): void {
    this.#socket?.send(this.subscriber.beat.say);
  }

  /** As a tunnel does it: without a word to anybody. */
  cut(): void {
    this.#socket?.terminate();
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.terminate();
  }

  async #stay(): Promise<void> {
    while (!this.#stopped) {
      await this.#once();
      this.ready = false;
      await pause(this.#dice.int(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++)));
    }
  }

  /** One connection, to its end. */
  #once(): Promise<void> {
    const { path, protocols, greeting } = this.subscriber.dial();
    const socket = new WebSocket(`${this.#host}${path}`, protocols, { perMessageDeflate: false });
    this.#socket = socket;
    return new Promise((ended) => {
      socket.on("open", () => {
        this.connections++;
        greeting.forEach((word) => socket.send(word));
      });
      socket.on("message", (data: Buffer) => this.#hear(data.toString()));
      socket.on("error", () => {}); // the platform may be dead just now
      socket.on("unexpected-response", (_, { statusCode = 0 }) => {
        if (statusCode < 500) this.#witness.fault(`refused with ${statusCode}`, this.name);
        socket.terminate();
      });
      socket.on("close", (code, reason) => {
        this.endings.push({ code, reason: reason.toString() });
        if (code === 1011 || code >= 4000) this.#witness.fault(`closed with ${code} ${reason.toString()}`, this.name);
        ended();
      });
    });
  }

  #hear(text: string): void {
    if (this.#stopped) return;
    if (text === this.subscriber.beat.answer) return void this.beats++;
    const { sightings, ready, fault } = this.subscriber.hear(text);
    if (fault !== undefined) this.#witness.fault(fault, this.name);
    for (const sighting of sightings) this.#witness.saw(sighting, this.name);
    if (!ready) return;
    this.ready = true;
    this.#failures = 0;
  }
}
