// Sending an order to the kitchen. What the restaurant does with it from there is plain (protocol/self-contained-commands.ts).
import { ok } from "../../../../../domain/result";
import { Nothing } from "../../../../../protocol/ordering";
import { onTerms, commandDefinition } from "#api/services/ordering/command-definition";

export const kitchenCommands = [
  commandDefinition(
    "complete",
    "Place the order (its payments cover the total; staff place a table's tab unpaid)",
    Nothing,
    (_, making) => ok(onTerms(making, { type: "CompleteOrder" })),
    { required: false },
  ),
];
