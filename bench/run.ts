// `npm run bench`: what the platform costs over the floor of its runtime.
// Everything runs in this process and on loopback, with state in memory, and is gone afterwards.
// Compare ratios of one run, never single figures of two.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { program, Refusal } from "../scripts/platform/refusal.ts";
import { type Metric, take } from "./metric.ts";
import { acceptLatency } from "./metrics/accept.ts";
import { checkoutOverHttp, checkoutTwoVenues } from "./metrics/checkout.ts";
import { decision, discounting, replayed } from "./metrics/domain.ts";
import { fanOut, fanOutVsRabbit } from "./metrics/fan-out.ts";
import { hotProductHolds } from "./metrics/hot-product.ts";
import { longOrder } from "./metrics/long-order.ts";
import { available, compileChain, lineChecked, recompile } from "./metrics/menu.ts";
import { appendLargeMenu, menuRead } from "./metrics/menu-served.ts";
import { orderSocket } from "./metrics/order-socket.ts";
import { projectionLag } from "./metrics/projection.ts";
import { throughput, throughputListening } from "./metrics/throughput.ts";
import { type Row, tableOf } from "./report.ts";
import { openRig } from "./rig.ts";

const METRICS: Record<string, Metric> = {
  accept_p50: acceptLatency,
  append_throughput: throughput,
  append_throughput_listening: throughputListening,
  append_300_vs_3_lines: longOrder,
  screens_50_p50: fanOut(50),
  screens_500_p50: fanOut(500),
  screens_50_vs_rabbitmq: fanOutVsRabbit(50, 1.5),
  screens_500_vs_rabbitmq: fanOutVsRabbit(500, 1),
  order_socket_50: orderSocket(50),
  order_socket_500: orderSocket(500),
  decide: decision,
  discount_50_rules: discounting,
  replay_1000: replayed,
  checkout_two_venues: checkoutTwoVenues,
  checkout_two_venues_http: checkoutOverHttp,
  hot_product_holds: hotProductHolds,
  projection_lag: projectionLag,
  menu_line: lineChecked,
  menu_available: available,
  menu_compile: compileChain,
  menu_recompile: recompile,
  menu_read: menuRead,
  append_2000_vs_60_products: appendLargeMenu,
};
const MEMORY = "/dev/shm";
const MAX_ROUNDS = 25;
const LIMIT_MS = 20 * 60_000;

const HELP = `npm run bench -- [flags]   measures the platform against the floor of its runtime

  --only NAME    one metric (may be given more than once): ${Object.keys(METRICS).join(", ")}
  --rounds N     rounds whose median counts (default 5, at most ${MAX_ROUNDS})
  --json         figures as one JSON object on stdout
  --help         this text
`;

await program(async () => {
  const { only, rounds, json, help } = readFlags(process.argv.slice(2));
  if (help) return void process.stdout.write(HELP);

  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "brigade-bench-"));
  const cleared = () => rmSync(folder, { recursive: true, force: true });
  const stop = (why: string) => {
    process.stderr.write(`${why}\n`);
    cleared();
    process.exit(1); // the runtimes' watchdogs end them
  };
  const limit = setTimeout(stop, LIMIT_MS, `stopped: the bench took longer than ${LIMIT_MS / 60_000} minutes`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop("stopped"));

  const rows: Row[] = [];
  try {
    const rig = await openRig(folder);
    try {
      for (const [name, metric] of Object.entries(METRICS)) {
        if (only.length > 0 && !only.includes(name)) continue;
        const missing = metric.missing?.();
        process.stderr.write(`${name}: ${missing === undefined ? metric.what : `left out: ${missing}`}\n`);
        if (missing !== undefined) continue;
        rows.push({ name, metric, taken: await take(metric, rig, rounds) });
      }
    } finally {
      await rig.close();
    }
  } finally {
    clearTimeout(limit);
    cleared();
  }
  const figures = Object.fromEntries(rows.map(({ name, taken }) => [name, taken.figure]));
  process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : `\n${tableOf(rows)}`);
  if (json) for (const { name, taken } of rows) if (taken.remark !== undefined) process.stderr.write(`${name}: ${taken.remark}\n`);
});

function readFlags(args: string[]) {
  const options = {
    only: { type: "string", multiple: true, default: [] as string[] },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  const values = (() => {
    try {
      return parseArgs({ args, options, allowPositionals: false }).values;
    } catch (error) {
      throw new Refusal(error instanceof Error ? error.message : String(error));
    }
  })();
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) throw new Refusal(`--rounds must be from 1 to ${MAX_ROUNDS}`);
  const unknown = values.only.find((name) => !(name in METRICS));
  if (unknown !== undefined) throw new Refusal(`there is no metric ${unknown}: choose among ${Object.keys(METRICS).join(", ")}`);
  return { ...values, rounds };
}
