// `POST /ordering-api/api/order/…`: every command on an order (docs/wire.md, "Order commands").
import { router } from "#api/http/refuse";
import { derivedIdOf } from "../../../../protocol/derived-id";
import { commandDefinitions } from "./command-definitions";
import { lineCommentRoute } from "./routes";
import { idsOf, submit } from "./submit";

export const commandRoutes = router();
for (const definition of commandDefinitions) definition.addTo(commandRoutes);

commandRoutes.openapi(lineCommentRoute, (c) => {
  const { order, line } = c.req.valid("param");
  return submit(c, order, { type: "CommentLine", id: derivedIdOf(order, idsOf(c).commandId, 0), line, comment: c.req.valid("json") });
});
