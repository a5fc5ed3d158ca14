// The story as people read it: one line per act, and under it where it showed.
import type { Beat } from "./story.ts";

const style = (code: number, text: string) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001B[${code}m${text}\u001B[0m` : text);
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`.padStart(8);

/** One beat, ending in a line break. */
export function drawBeat({ who, did, acceptedMs, seen }: Beat): string {
  const act = `${style(1, who.padEnd(10))} ${did}`;
  const accepted = acceptedMs === undefined ? "" : `${" ".repeat(13)}${ms(acceptedMs)}  ${style(2, "answered")}\n`;
  const shown = seen.map((sight) => `${" ".repeat(13)}${style(32, ms(sight.ms))}  ${style(2, sight.where)}  ${sight.what}\n`);
  return `${act}\n${accepted}${shown.join("")}`;
}
