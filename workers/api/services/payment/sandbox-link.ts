// The link to the sandbox page carries the whole charge, signed: the page needs no token and no table, and nobody can change the amount.
import type { Result } from "../../../../domain/result";
import type { Keys } from "../../../../runtime/keys";
import * as link from "#api/http/signed-link";
import { ProviderCharge } from "./provider";

/** An order waits for a payment a little longer (`paymentMinutes`). */
const LINK_LIFE_MS = 15 * 60_000;

/** `now`: epoch milliseconds. */
export const signSandboxLink = (keys: Keys, charge: ProviderCharge, now: number): string =>
  link.signLink(keys, "sandbox-link", charge, now + LINK_LIFE_MS);

export const readSandboxLink = (keys: Keys, token: string, now: number): Result<ProviderCharge, "forged" | "expired"> =>
  link.readLink(keys, "sandbox-link", ProviderCharge, token, now);
