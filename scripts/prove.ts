// `npm run prove` lists the proofs; `npm run prove -- NAME [--size N] [--seed N]` runs one. Its last line is its figure.
import { parseArgs } from "node:util";
import { program, Refusal } from "./platform/refusal.ts";
import { checkout } from "./proofs/checkout.ts";
import { compile } from "./proofs/compile.ts";
import { concurrency } from "./proofs/concurrency.ts";
import { crash } from "./proofs/crash.ts";
import { drops } from "./proofs/drops.ts";
import { fuzz } from "./proofs/fuzz.ts";
import { importing } from "./proofs/import.ts";
import { hibernation } from "./proofs/hibernation.ts";
import { isolation } from "./proofs/isolation.ts";
import { model } from "./proofs/model.ts";
import { mutation } from "./proofs/mutation.ts";
import { outage } from "./proofs/outage.ts";
import { pricing } from "./proofs/pricing.ts";
import { stalled } from "./proofs/stalled.ts";
import { stock } from "./proofs/stock.ts";
import { stomp } from "./proofs/stomp.ts";
import { strangers } from "./proofs/strangers.ts";
import type { Proof } from "./proofs/lib/proof.ts";

const proofs: Proof[] = [
  model,
  concurrency,
  crash,
  fuzz,
  isolation,
  mutation,
  outage,
  pricing,
  stock,
  checkout,
  compile,
  importing,
  drops,
  stalled,
  hibernation,
  stomp,
  strangers,
];
const MAX_SEEDS = 1_000_000;

await program(async () => {
  const { values, positionals } = parseArgs({ options: { size: { type: "string" }, seed: { type: "string" } }, allowPositionals: true });
  const [name] = positionals;
  if (name === undefined) {
    console.log("npm run prove -- NAME [--size N] [--seed N]\n");
    for (const proof of proofs) console.log(`${proof.name.padEnd(12)} ${proof.promise} (--size: ${proof.unit}, ${proof.size} unless told)`);
    return;
  }
  const proof = proofs.find((candidate) => candidate.name === name);
  if (!proof) throw new Refusal(`there is no proof "${name}"; there are: ${proofs.map((known) => known.name).join(", ")}`);
  const size = values.size === undefined ? proof.size : Number(values.size);
  if (!Number.isInteger(size) || size < 1) throw new Refusal("--size must be a whole number, at least 1");
  const seed = values.seed === undefined ? Math.floor(Math.random() * MAX_SEEDS) : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0) throw new Refusal("--seed must be a whole number");
  console.log(await proof.run(size, (line) => console.log(line), seed));
});
