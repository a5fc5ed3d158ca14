// What is said of an order, and who belongs to it.
import {
  ClaimBody,
  CommentBody,
  ContactBody,
  ExtraBody,
  LineCommentBody,
  LinesExtraBody,
  TraceBody,
} from "../../../../../protocol/ordering";
import { z } from "zod";
import { Id } from "../../../../../domain/order/commands";
import { err } from "../../../../../domain/result";
import { partIdOf } from "../../../ids";
import { plain, recipe } from "../recipe";
import { Nothing } from "../routes";

/** In a query numbers are text. */
const Shown = z.coerce.number().int().min(1).optional();

const removing = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});

export const noteRecipes = [
  recipe("contact", "Set the guest's contact", ContactBody, (contact) => plain({ type: "SetContact", contact })),
  recipe("extra", "Store and remove extra facts", ExtraBody, ({ store, remove }) =>
    plain({ type: "StoreExtra", store, ...removing(remove) }),
  ),
  recipe("lines/extra", "Store and remove extra facts of lines", LinesExtraBody, ({ lines, store, remove }) =>
    plain({ type: "StoreLinesExtra", lines, store, ...removing(remove) }),
  ),
  recipe("comment", "Comment on the order (a bare JSON string)", CommentBody, (comment, { order, commandId }) =>
    plain({ type: "CommentOrder", id: partIdOf(order, commandId, 0), comment }),
  ),
  recipe("lines/comment", "Comment on a line", LineCommentBody, ({ line, comment }, { order, commandId }) =>
    plain({ type: "CommentLine", id: partIdOf(order, commandId, 0), line, comment }),
  ),
  recipe("claim", "Join the order, by the code that its guest sees", ClaimBody, ({ claimCode }) =>
    plain({ type: "ClaimOrder", claimCode }),
  ),
  recipe(
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
  recipe("erase", "Erase personal data from an order that has ended", Nothing, () => plain({ type: "EraseOrder" }), { required: false }),
];
