import { resolve } from "node:path";

/** The repository's folder: programs work from wherever they are called. */
export const ROOT = resolve(import.meta.dirname, "../..");
