// Where a page keeps the commands that wait: on the device if it can be, else as long as the page is open (some private windows).
// Each person's apart: what one has asked for is not given in the name of the next who signs in.
import { type CommandQueue, indexedDbQueue, memoryQueue } from "../client";

export async function openCommandQueue(page: string, user: string): Promise<CommandQueue> {
  const queue = indexedDbQueue(`brigade.${page}.${user}`);
  try {
    await queue.all("");
    return queue;
  } catch {
    return memoryQueue();
  }
}
