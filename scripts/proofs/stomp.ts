// Our STOMP beside RabbitMQ's: the same frames to both, and where the answers differ, a reason that is written down.
// Where RabbitMQ is not installed, its recorded answers stand in. `BRIGADE_RECORD=1` records them anew.
import { openRabbitMq, rabbitIsInstalled } from "../platform/rabbitmq.ts";
import { Refusal } from "../platform/refusal.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";
import { differences } from "./stomp/differences.ts";
import { play, type Transcript } from "./stomp/play.ts";
import { type Record, readRecord, writeRecord } from "./stomp/record.ts";
import { type Script, scripts } from "./stomp/scripts.ts";
import { ourSide, rabbitSide, type Side } from "./stomp/servers.ts";

type Transcripts = ReadonlyMap<string, Transcript>;

export const stomp: Proof = {
  name: "stomp",
  promise: "STOMP frames are answered as RabbitMQ answers them, or otherwise for a reason that is written down",
  unit: "scripts",
  size: scripts.length,
  run: async (size, report) => {
    const played = scripts.slice(0, size);
    const theirs = await answersOfRabbit(played, report);
    const ours = await ourAnswers(played);
    const count = { same: 0, explained: 0, unexplained: 0 };
    for (const { name } of played) {
      const [own, other] = [ours.get(name), theirs.get(name)];
      const [differs, why] = [!equal(own, other), reasonFor(name)];
      if (differs && why === undefined) report(`${name}: differs\n  ours: ${shown(own)}\n  RabbitMQ's: ${shown(other)}`);
      if (!differs && why !== undefined) report(`${name}: as RabbitMQ's, though it is said to differ: ${why}`);
      count[differs === (why !== undefined) ? (differs ? "explained" : "same") : "unexplained"]++;
    }
    const figure = `stomp: ${played.length} scripts, ${count.same} as RabbitMQ's, ${count.explained} explained, ${count.unexplained} unexplained`;
    if (count.unexplained > 0) throw new Refusal(figure);
    return figure;
  },
};

/** Asked now if it is installed. Its record must say the same, or the comparison would mean something else on a machine without it. */
async function answersOfRabbit(played: Script[], report: (line: string) => void): Promise<Transcripts> {
  const record = readRecord();
  if (!rabbitIsInstalled()) {
    report(`RabbitMQ is not installed here: compared with what RabbitMQ ${record.version} answered when it was recorded`);
    return new Map(Object.entries(record.transcripts));
  }
  const rabbit = await openRabbitMq();
  try {
    const answers = await playAll(played, rabbitSide(rabbit));
    if (process.env.BRIGADE_RECORD) writeRecord({ version: rabbit.version, transcripts: Object.fromEntries(answers) });
    else if (rabbit.version === record.version) mustAgree(answers, record);
    report(`compared with RabbitMQ ${rabbit.version}`);
    return answers;
  } finally {
    await rabbit.close();
  }
}

function mustAgree(answers: Transcripts, { version, transcripts }: Record): void {
  const stale = [...answers].filter(([name, transcript]) => !equal(transcript, transcripts[name])).map(([name]) => name);
  if (stale.length > 0)
    throw new Refusal(`RabbitMQ ${version} does not answer as it is recorded (BRIGADE_RECORD=1 records anew): ${stale.join("; ")}`);
}

async function ourAnswers(played: Script[]): Promise<Transcripts> {
  let answers: Transcripts = new Map();
  await onOwnPlatform(async (_, sheet) => void (answers = await playAll(played, ourSide(sheet))), {});
  return answers;
}

async function playAll(played: Script[], side: Side): Promise<Transcripts> {
  const answers = new Map<string, Transcript>();
  for (const script of played) answers.set(script.name, await play(script, side));
  return answers;
}

const equal = (one: Transcript | undefined, other: Transcript | undefined) =>
  one !== undefined && other !== undefined && one.join("\n") === other.join("\n");

const reasonFor = (script: string) => differences.find(({ scripts: explained }) => explained.includes(script))?.why;

const shown = (transcript: Transcript | undefined) => (transcript ?? ["not recorded"]).map((line) => `\n    ${line}`).join("");
