// What a person at a terminal did not expect but can understand: it ends a program with one line, not with a stack trace.

export class Refusal extends Error {}

/** Runs a program; a refusal is one line on stderr and exit code 1, anything else is a bug and shows its stack. */
export async function program(main: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(error instanceof Refusal ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** The code of a system error (`EACCES`, `EADDRINUSE`…), or undefined. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
