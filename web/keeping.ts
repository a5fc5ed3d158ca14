// Where a page keeps the commands that wait: on the device if it can be, else as long as the page is open (some private windows).
import { type CommandQueue, indexedDbQueue, memoryQueue } from "../client";

export async function openQueue(name: string): Promise<CommandQueue> {
  const queue = indexedDbQueue(name);
  try {
    await queue.all("");
    return queue;
  } catch {
    return memoryQueue();
  }
}
