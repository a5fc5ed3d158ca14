// The queue that survives a reload, a crash and a flat battery. Pages of one origin share it by name.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { CommandQueue, QueuedCommand } from "./queue";

interface Schema extends DBSchema {
  commands: { key: number; value: QueuedCommand; indexes: { id: string; scope: string } };
}

/**
 * Rejects, call by call, where there is no IndexedDB (some private windows).
 * @example const queue = indexedDbQueue("kitchen")
 */
export function indexedDbQueue(name: string): CommandQueue {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const database = () =>
    (opened ??= openDB<Schema>(name, 1, {
      upgrade(db) {
        const commands = db.createObjectStore("commands", { autoIncrement: true });
        commands.createIndex("id", "id", { unique: true });
        commands.createIndex("scope", "scope");
      },
      // The browser has closed it, or another page wants a newer one: the next call opens it again.
      terminated: () => (opened = undefined),
      blocking: (_from, _to, event) => {
        opened = undefined;
        closeTarget(event);
      },
    }).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));

  /** Done when it is on the disk, not when the browser has promised to write it. */
  const begin = async () => (await database()).transaction("commands", "readwrite", { durability: "strict" });
  const write = async (change: (commands: Awaited<ReturnType<typeof begin>>["store"]) => Promise<unknown>) => {
    const transaction = await begin();
    await Promise.all([change(transaction.store), transaction.done]);
  };

  return {
    add: (command) => write((commands) => commands.add(command)),
    all: async (scope) => (await database()).getAllFromIndex("commands", "scope", scope),
    mark: (id, how) =>
      write(async (commands) => {
        const cursor = await commands.index("id").openCursor(id);
        await cursor?.update({ ...cursor.value, ...how });
      }),
    remove: (id) =>
      write(async (commands) => {
        const key = await commands.index("id").getKey(id);
        if (key !== undefined) await commands.delete(key);
      }),
  };
}

function closeTarget({ target }: { target: unknown }): void {
  if (typeof target === "object" && target !== null && "close" in target && typeof target.close === "function") target.close();
}
