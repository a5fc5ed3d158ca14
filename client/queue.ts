// Commands on their way. What is in a queue survives whatever the connection does; with IndexedDB also the page.
import type { CommandMessage } from "../protocol/live";

/**
 * `scope`: whose queue it is, such as `order/{id}`. `at`: epoch milliseconds of when it was given.
 * `sent`: it has been on the wire, so it may have had its effect.
 * `held`: it waits for somebody to decide, because one before it was refused.
 */
export type QueuedCommand = Pick<CommandMessage, "id" | "command" | "body" | "ifSeq"> & {
  order: string;
  scope: string;
  at: number;
  sent: boolean;
  held: boolean;
};

/** Where commands are kept until they are answered. Each call is done when what it says would survive. */
export type CommandQueue = {
  add(command: QueuedCommand): Promise<void>;
  /** In the order in which they were added. */
  all(scope: string): Promise<QueuedCommand[]>;
  mark(id: string, how: Partial<Pick<QueuedCommand, "sent" | "held">>): Promise<void>;
  remove(id: string): Promise<void>;
};

/** Kept as long as the program runs. */
export function memoryQueue(): CommandQueue {
  const kept = new Map<string, QueuedCommand>();
  return {
    add: async (command) => void kept.set(command.id, command),
    all: async (scope) => [...kept.values()].filter((command) => command.scope === scope),
    mark: async (id, how) => {
      const command = kept.get(id);
      if (command) kept.set(id, { ...command, ...how });
    },
    remove: async (id) => void kept.delete(id),
  };
}
