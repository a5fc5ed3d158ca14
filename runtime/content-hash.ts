// What is immutable is stored under the hash of what is in it.
import { createHash } from "node:crypto";

/** 128 bits of SHA-256, hexadecimal: what has the same text has the same name. */
export const contentHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
