// Sending an order to the kitchen. What the restaurant does with it from there is plain (protocol/self-contained-commands.ts).
import { ok } from "../../../../../domain/result";
import { FireBody, fireCommand } from "../../../../../protocol/fire-lines";
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
  commandDefinition(
    "lines/fire",
    "Let the kitchen make these lines, a course, or all that waits; the first fire places a tab",
    FireBody,
    (body, making) => ok(onTerms(making, fireCommand(body))),
    { required: false },
  ),
];
