// The typed client (README.md here). Everything that its users may lean on.
export type { CommandAnswer, Watcher } from "../protocol/live";
export type { ConnectionState, Ending } from "./connection";
export { indexedDbQueue } from "./indexeddb-queue";
export { type OpenedOrder, openOrder, type OrderOptions, type OrderShown, type OrderView, type PendingView } from "./order";
export type { VenueMenu } from "./preview";
export { type CommandQueue, memoryQueue, type QueuedCommand } from "./queue";
export type { PendingCommand } from "./sender";
export type { Socket, Environment } from "./environment";
export { bearerOf, SignedOut, type TokenProvider } from "./token";
export { type OpenedVenue, openVenue, type VenueOptions, type VenueShown } from "./venue";
