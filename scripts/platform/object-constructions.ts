// For proofs: who comes into memory, and when. Each object class logs its construction; nothing else about it changes.

/** The main module of a worker that stands before `./{worker}.js` and tells the wakings of its object classes. */
export const wakingsTold = (worker: string, classes: readonly string[]): string => `
  import worker, * as own from "./${worker}.js";
  export * from "./${worker}.js";
  export default worker;
  const told = (className) => class extends own[className] {
    constructor(ctx, env) {
      super(ctx, env);
      console.log(JSON.stringify({ woke: className, object: ctx.id.name }));
    }
  };
  ${classes.map((name) => `export const ${name} = told("${name}");`).join("\n  ")}
`;

export type Waking = { className: string; object: string };

/** A line of the log as a waking; undefined when it is none. */
export function wakingIn(message: string): Waking | undefined {
  if (!message.startsWith('{"woke":')) return undefined;
  const { woke, object }: { woke: string; object: string } = JSON.parse(message);
  return { className: woke, object };
}
