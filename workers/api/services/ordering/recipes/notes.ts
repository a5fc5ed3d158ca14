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
import { Id } from "../../../../../domain/order/commands";
import { err } from "../../../../../domain/result";
import { partIdOf } from "../../../ids";
import { plain, recipe } from "../recipe";
import { Nothing } from "../routes";

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
    "A kitchen screen has shown the order; `config` (query or body) names its configuration",
    TraceBody,
    (body, { query }) => {
      const config = Id.safeParse(body?.config ?? query("config"));
      if (config.success) return plain({ type: "TraceOrder", config: config.data });
      return err({
        code: "invalid-request",
        errors: [{ pointer: "/query/config", message: "expected the name of a screen's configuration" }],
      });
    },
    { required: false },
  ),
  recipe("erase", "Erase personal data from an order that has ended", Nothing, () => plain({ type: "EraseOrder" }), { required: false }),
];
