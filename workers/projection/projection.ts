// Brings orders' newest states to D1, many in one write. Harmless when done twice or out of order: the newest `to` wins.
import { ProjectionJob } from "../../protocol/queue";
import { type Readable, readable, acknowledgeAfter } from "../lib/consume";

export type ProjectionDeps = {
  /** All or none. */
  write: (jobs: ProjectionJob[]) => Promise<void>;
  /** The word to the order that events `from`…`to` are dealt with. */
  acknowledge: (job: ProjectionJob) => Promise<unknown>;
};

/**
 * New messages are written together. One that was in a write that failed is written alone from then on: it cannot
 * take its neighbours down again.
 */
export async function projectBatch(batch: MessageBatch, deps: ProjectionDeps): Promise<void> {
  const jobs = readable(batch, ProjectionJob);
  const fresh = jobs.filter(({ message }) => message.attempts <= 1);
  const again = jobs.filter(({ message }) => message.attempts > 1);
  await Promise.all([fresh, ...again.map((one) => [one])].map((group) => projectTogether(batch.queue, group, deps)));
}

async function projectTogether(queue: string, group: Readable<ProjectionJob>[], { write, acknowledge }: ProjectionDeps): Promise<void> {
  if (group.length === 0) return;
  const runs = [...Map.groupBy(group, ({ body }) => `${body.tenant}/${body.order}`).values()].map(inOrder);
  const written = write(runs.flatMap((run) => run.slice(-1)).map(({ body }) => body));
  await Promise.all(
    runs.map(async (run) => {
      // One after the other: an order takes a word only if it leaves no gap.
      for (const { message, body } of run) {
        await acknowledgeAfter(queue, message, async () => {
          await written;
          await acknowledge(body);
        });
      }
    }),
  );
}

const inOrder = (run: Readable<ProjectionJob>[]) => run.toSorted((a, b) => a.body.to - b.body.to);
