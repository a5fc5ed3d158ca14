// Every command that an order takes over HTTP, by its name in the path.
import { derivedIdOf } from "../../../../../protocol/derived-id";
import { selfContainedCommands } from "../../../../../protocol/self-contained-commands";
import { plain, type CommandDefinition, commandDefinition } from "#api/services/ordering/command-definition";
import { basketCommands } from "./basket";
import { kitchenCommands } from "./kitchen";
import { moneyCommands } from "./money";
import { annotationCommands } from "./annotations";
import { tableCommands } from "./tables";

const selfContainedDefinitions = selfContainedCommands.map((one) =>
  commandDefinition(
    one.name,
    one.summary,
    one.body,
    (body, { order, commandId }) => plain(one.command(body, (index) => derivedIdOf(order, commandId, index))),
    { required: one.required },
  ),
);

export const commandDefinitions: CommandDefinition[] = [
  ...selfContainedDefinitions,
  ...basketCommands,
  ...annotationCommands,
  ...kitchenCommands,
  ...moneyCommands,
  ...tableCommands,
];

const byName = new Map(commandDefinitions.map((one) => [one.name, one]));

export const commandDefinitionOf = (name: string): CommandDefinition | undefined => byName.get(name);

export const commandNames: string[] = [...byName.keys()];
