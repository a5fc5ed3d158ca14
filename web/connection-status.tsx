// Always in view: whether what is shown is live, and whether something still waits to be sent.
import type { ConnectionState } from "../client";
import { clockTime } from "./clock-time";
import { useSince } from "./hooks";

/** Staff are told since when nothing comes; guests, that they are offline. */
export function ConnectionStatus({
  connection,
  waiting,
  reader,
}: {
  connection: ConnectionState;
  waiting: number;
  reader: "staff" | "guest";
}) {
  const isLost = connection.is === "waiting" || (connection.is === "connecting" && connection.failures > 0);
  const since = useSince(isLost);
  const lost = reader === "guest" || since === undefined ? "Offline" : `No line since ${clockTime(since)}`;
  return (
    <p class={`light ${isLost ? "waiting" : connection.is}`} role={isLost && reader === "staff" ? "alert" : "status"}>
      <span class="dot" aria-hidden="true" />
      {isLost ? lost : connection.is === "closed" ? endings[connection.why] : connection.is === "live" ? "Live" : "Connecting"}
      {waiting > 0 && <b> · {waiting} to be sent</b>}
    </p>
  );
}

const endings = {
  closed: "Closed",
  unauthorized: "Signed out",
  forbidden: "You may not see this",
  "not-found": "There is no such order",
};
