// Commands that can be shown before the server has answered, as `decide` takes them.
// What is not here needs something that only the server knows, and is shown as pending without a preview.
import type { z } from "zod";
import type { OrderCommand } from "../domain/order/commands";
import { type Currency, fromDecimal } from "../domain/pricing/money";
import { requestedLine } from "../protocol/requested-line";
import { FireBody, fireCommand } from "../protocol/fire-lines";
import { AppendBody, TipBody, TraceBody } from "../protocol/ordering";
import { selfContainedCommandOf } from "../protocol/self-contained-commands";

/** `parts`: ids of what the command makes. */
export type PreviewContext = { parts: readonly string[]; currency: Currency };

type Previewable = {
  /** How many parts a body makes. */
  makes(body: unknown): number;
  /** Undefined for a body that the server will refuse. `parts` may be fewer than needed: then there is no preview. */
  command(body: unknown, making: PreviewContext): OrderCommand | undefined;
};

function of<Body extends z.ZodType>(
  schema: Body,
  command: (body: z.output<Body>, making: PreviewContext) => OrderCommand | undefined,
  makes: (body: z.output<Body>) => number = () => 0,
): Previewable {
  return {
    makes: (json) => {
      const body = schema.safeParse(json);
      return body.success ? makes(body.data) : 0;
    },
    command: (json, making) => {
      const body = schema.safeParse(json);
      return body.success && making.parts.length >= makes(body.data) ? command(body.data, making) : undefined;
    },
  };
}

const part = ({ parts }: PreviewContext, index: number): string => parts[index] ?? "";

/** Those that need an amount or a place in the menu, and those that HTTP takes in two ways. */
const own: Record<string, Previewable> = {
  append: of(
    AppendBody,
    ({ venue, lines }, making) => ({
      type: "AppendLines",
      venue,
      lines: lines.map((line, index) => requestedLine(line, part(making, index), making.currency)),
    }),
    ({ lines }) => lines.length,
  ),
  tip: of(TipBody, ({ amount }, { currency }) => {
    const minor = fromDecimal(amount, currency.decimals);
    return minor === undefined ? undefined : { type: "SetTip", amount: minor };
  }),
  "lines/fire": of(FireBody, fireCommand),
  kdsTraceView: of(TraceBody, (body) => (body?.config === undefined ? undefined : { type: "TraceOrder", ...body, config: body.config })),
};

/** Undefined for commands that have no preview. */
export function previewable(name: string): Previewable | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  const plain = selfContainedCommandOf(name);
  return (
    plain &&
    of(
      plain.body,
      (body, making) => plain.command(body, (index) => part(making, index)),
      (body) => plain.parts(body),
    )
  );
}
