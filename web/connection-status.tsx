// Always in view: whether what is shown is live, and whether something still waits to be sent.
import type { ConnectionState } from "../client";
import { clockTime } from "./clock-time";
import { useLasting } from "./hooks";

/** A socket that is back by then was never missed. */
const SHORT_MS = 2_000;

/** Whether nothing comes any more. */
export const useLostLine = (connection: ConnectionState): boolean =>
  useLasting(connection.is === "waiting" || (connection.is === "connecting" && connection.failures > 0), SHORT_MS);

type Props = { connection: ConnectionState; waiting: number; reader: "staff" | "guest" };

/** Staff are told since when nothing comes; guests, that they are offline. */
export function ConnectionStatus({ connection, waiting, reader }: Props) {
  const isLost = useLostLine(connection);
  return (
    <p class={`light ${isLost ? "waiting" : connection.is === "waiting" ? "connecting" : connection.is}`}>
      <span class="dot" aria-hidden="true" />
      <span role={isLost && reader === "staff" ? "alert" : "status"}>
        {!isLost ? said(connection) : reader === "staff" ? noLine(connection) : "Offline"}
      </span>
      {waiting > 0 && <b> · {waiting} to be sent</b>}
    </p>
  );
}

function said(connection: ConnectionState): string {
  switch (connection.is) {
    case "live":
      return "Live";
    case "connecting":
    case "waiting":
      return "Connecting";
    case "closed":
      return endings[connection.why];
  }
}

const noLine = (connection: ConnectionState): string =>
  "heard" in connection ? `No line since ${clockTime(connection.heard)}` : "No line";

const endings = {
  closed: "Closed",
  unauthorized: "Signed out",
  forbidden: "You may not see this",
  "not-found": "There is no such order",
};
