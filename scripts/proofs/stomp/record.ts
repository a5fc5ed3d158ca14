// What RabbitMQ answered when it was last asked: the other side of the comparison where it is not installed.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Transcript } from "./play.ts";

export type Record = { version: string; transcripts: { [script: string]: Transcript } };

const FILE = join(import.meta.dirname, "rabbit.json");

export const readRecord = (): Record => JSON.parse(readFileSync(FILE, "utf8"));

export const writeRecord = (record: Record): void => writeFileSync(FILE, `${JSON.stringify(record, null, 2)}\n`);
