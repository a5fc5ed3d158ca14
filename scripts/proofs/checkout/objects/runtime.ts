// What the objects' own modules import as `cloudflare:workers`, in this process.

export class DurableObject {
  readonly ctx: unknown;
  readonly env: unknown;

  constructor(ctx: unknown, env: unknown) {
    this.ctx = ctx;
    this.env = env;
  }
}

type Payments = { refund: (source: string, reversal: unknown) => Promise<unknown> };
const nobody: Payments = { refund: () => Promise.reject(new Error("nobody takes money here")) };

/** The API worker's entrypoints: the story that is being played puts its provider there. */
export const exports: { Payments: Payments } = { Payments: nobody };
