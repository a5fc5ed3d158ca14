// `npm run demo`: plays one real order on the running platform and shows where it appears.
// `--json` prints what a program must know instead.
import { readDemoSheet } from "./platform/demo-chain.ts";
import { flagsHelp, readFlags } from "./platform/flags.ts";
import { program, Refusal } from "./platform/refusal.ts";
import { playStory } from "./story/story.ts";
import { drawBeat } from "./story/timeline.ts";

await program(async () => {
  const flags = readFlags(process.argv.slice(2), ["json"]);
  if (flags.help) {
    process.stdout.write(
      `npm run demo -- [flags]   plays an order on the platform that npm start runs\n\n${flagsHelp}  --json         print URLs, credentials and ids as one JSON object instead\n`,
    );
    return;
  }
  const sheet = readDemoSheet(flags);
  if (flags.on.has("json")) {
    process.stdout.write(`${JSON.stringify(sheet, null, 2)}\n`);
    return;
  }
  process.stdout.write(`\nOne order at ${sheet.venues[0]?.name}, played with @orderingstack/ordering-core 2.0.0 on ${sheet.tlsUrl}\n\n`);
  const begun = performance.now();
  const { order, subtotal } = await playStory(sheet, (beat) => process.stdout.write(`${drawBeat(beat)}\n`)).catch((error: unknown) => {
    throw error instanceof Refusal ? new Refusal(`the story stops here: ${error.message}`) : error;
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`Order ${order.id}: ${subtotal} became ${order.total}, paid, cooked, reported, in ${seconds} s.\n`);
});
