// What a guest reads to a waiter, or shows to who shares his table.
// By chance, and of nothing that anybody knows: who sees an order's id has no code of it.

/** No 0/O, no 1/I. 32 of them, so that each byte picks one as often as another. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** 40 bits: with ten thousand orders open, one guess in a hundred million is right. */
const LENGTH = 8;

export const newClaimCode = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
