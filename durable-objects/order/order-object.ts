import { DurableObject } from "cloudflare:workers";
import type { CommandEnvelope } from "../../domain/order/commands";
import type { Rejection } from "../../domain/order/rejections";
import type { Principal } from "../../domain/access/principal";
import type { Result } from "../../domain/result";
export type Accepted = { seq: number; order: string; lines?: string[] };
export type Answer = Result<Accepted, Rejection>;
export class OrderObject extends DurableObject {
  async execute(_envelope: CommandEnvelope): Promise<Answer> {
    return { ok: false, error: { code: "order-not-found" } };
  }
  view(_who: Pick<Principal, "user" | "roles">): Result<{ seq: number; body: string }, Rejection> {
    return { ok: false, error: { code: "order-not-found" } };
  }
  acknowledge(_destination: string, _from: number, _to: number): void {}
  audience(_feed: string, _listening: boolean): void {}
}
