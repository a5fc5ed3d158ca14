// What failed in a run of tests, by the JSON reporter of vitest.
import { z } from "zod";

/** What is read here of its report. `message`: why a file could not be run. */
const Report = z.object({
  testResults: z.array(
    z.object({ message: z.string(), assertionResults: z.array(z.object({ failureMessages: z.array(z.string()).nullish() })) }),
  ),
});

/** `report`: JSON text. What each failed test says, whole: of a property its counterexample, with seed and path. */
export function failuresIn(report: string): string[] {
  const { testResults } = Report.parse(JSON.parse(report));
  return testResults.flatMap(({ message, assertionResults }) => [
    ...(message === "" ? [] : [message]),
    ...assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []),
  ]);
}
