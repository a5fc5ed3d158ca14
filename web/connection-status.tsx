// Always in view: whether what is shown is live, and whether something still waits to be sent.
import type { ConnectionState } from "../client";
import { useNow } from "./hooks";

export function ConnectionStatus({ connection, waiting }: { connection: ConnectionState; waiting: number }) {
  const now = useNow(1000);
  return (
    <p class={`light ${connection.is}`} role="status">
      <span class="dot" aria-hidden="true" />
      {said(connection, now)}
      {waiting > 0 && <b> · {waiting} to be sent</b>}
    </p>
  );
}

function said(connection: ConnectionState, now: number): string {
  switch (connection.is) {
    case "live":
      return "Live";
    case "connecting":
      return connection.failures === 0 ? "Connecting" : "Offline: connecting";
    case "waiting":
      return `Offline: trying again in ${Math.max(0, Math.ceil((connection.until - now) / 1000))} s`;
    case "closed":
      return endings[connection.why];
  }
}

const endings = {
  closed: "Closed",
  unauthorized: "Signed out",
  forbidden: "You may not see this",
  "not-found": "There is no such order",
};
