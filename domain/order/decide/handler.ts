import type { Result } from "../../result";
import type { CommandOf, OrderCommand } from "../commands";
import type { Rejection } from "../rejections";
import type { Order, OrderState } from "../state";
import type { DecisionContext, Decision } from "./guards";

/** What becomes of a command of one type. */
export type Handler<Command> = (command: Command, state: OrderState, context: DecisionContext) => Decision;

export type CommandsByType = { [T in OrderCommand["type"]]: CommandOf<T> };
export type Handlers = { [T in OrderCommand["type"]]: Handler<CommandsByType[T]> };

/** Decides on an order that is in the phase (guards.ts), and refuses any other. */
export const when =
  <Command, O extends Order>(
    phase: (state: OrderState) => Result<O, Rejection>,
    decide: (command: Command, order: O, context: DecisionContext) => Decision,
  ): Handler<Command> =>
  (command, state, context) => {
    const order = phase(state);
    return order.ok ? decide(command, order.value, context) : order;
  };
