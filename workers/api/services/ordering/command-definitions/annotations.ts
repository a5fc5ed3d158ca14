// What a kitchen says of an order without doing anything with it.
import { z } from "zod";
import { Id } from "../../../../../domain/order/commands";
import { err } from "../../../../../domain/result";
import { TraceBody } from "../../../../../protocol/ordering";
import { plain, commandDefinition } from "#api/services/ordering/command-definition";

/** In a query numbers are text. */
const Shown = z.coerce.number().int().min(1).optional();

export const annotationCommands = [
  commandDefinition(
    "kdsTraceView",
    "A kitchen's screen or printer has shown the order; `config` (query or body, as all of them) names its configuration, `venue` whose it is, `seq` the newest event of what it has shown",
    TraceBody,
    (body, { query }) => {
      const config = Id.safeParse(body?.config ?? query("config"));
      const seq = Shown.safeParse(body?.seq ?? query("seq"));
      const venue = Id.optional().safeParse(body?.venue ?? query("venue"));
      if (config.success && seq.success && venue.success) {
        const shown = { ...(venue.data !== undefined && { venue: venue.data }), ...(seq.data !== undefined && { seq: seq.data }) };
        return plain({ type: "TraceOrder", config: config.data, ...shown });
      }
      const errors = [
        ...(config.success ? [] : [{ pointer: "/query/config", message: "expected the name of a screen's configuration" }]),
        ...(venue.success ? [] : [{ pointer: "/query/venue", message: "expected a venue's id" }]),
        ...(seq.success ? [] : [{ pointer: "/query/seq", message: "expected the number of an event, from 1" }]),
      ];
      return err({ code: "invalid-request", errors });
    },
    { required: false },
  ),
];
