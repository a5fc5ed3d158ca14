import type { CommandOf, OrderCommand } from "../commands";
import type { OrderState } from "../state";
import type { DecisionContext, Decision } from "./guards";

/** What becomes of a command of one type. */
export type Handler<Command> = (command: Command, state: OrderState, context: DecisionContext) => Decision;

export type CommandsByType = { [T in OrderCommand["type"]]: CommandOf<T> };
export type Handlers = { [T in OrderCommand["type"]]: Handler<CommandsByType[T]> };
