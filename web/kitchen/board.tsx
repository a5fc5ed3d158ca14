// All tickets of one kitchen, and how live they are.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { CommandAnswer, OpenedVenue } from "../../client";
import { ConnectionStatus, useLostLine } from "../connection-status";
import { useLive, useNow } from "../hooks";
import type { DevicePlace } from "./device-setup";
import { TicketCard } from "./ticket";
import { board, type Ticket } from "./tickets";

type Props = { kitchen: OpenedVenue; place: DevicePlace; leave: () => void; signOut: () => void };

export function Board({ kitchen, place, leave, signOut }: Props) {
  const { orders, pending, connection, seq } = useLive(kitchen);
  const isOut = connection.is === "closed" && connection.why === "unauthorized";
  useEffect(() => {
    if (isOut) signOut();
  }, [isOut]);
  const now = useNow(5000);
  const isStale = useLostLine(connection);
  const [station, setStation] = useState("");
  const [trouble, setTrouble] = useState("");
  const { making, ready } = useMemo(() => board(orders.values(), place.venue), [orders, place.venue]);
  const stations = [...new Set(making.flatMap(({ lines }) => lines.flatMap((line) => line.stations)))].toSorted();

  const give = (ticket: Ticket, command: string, body?: Parameters<OpenedVenue["send"]>[2]) => {
    kitchen.send(ticket.order, command, body).then(
      (answer) => setTrouble(answer.status < 400 ? "" : `${ticket.number}: ${reasonOf(answer)}`),
      (error: unknown) => setTrouble(String(error)),
    );
  };
  /** A server from before screens said what they have shown, and for which venue, takes their name alone. */
  const acknowledge = async ({ order, seq: shown }: Ticket) => {
    const { venue, screen: config } = place;
    const answer = await kitchen.send(order, "kdsTraceView", { config, venue, seq: shown });
    if (answer.status === 400) await kitchen.send(order, "kdsTraceView", { config });
  };
  const card = (ticket: Ticket) => (
    <TicketCard
      key={ticket.order}
      ticket={ticket}
      venue={place.venue}
      station={station}
      now={now}
      pending={pending.filter(({ order }) => order === ticket.order)}
      give={(command, body) => give(ticket, command, body)}
      seen={() => void acknowledge(ticket).catch(() => {})}
    />
  );

  return (
    <>
      <header>
        <h1>{place.venue}</h1>
        <ConnectionStatus connection={connection} waiting={pending.length} reader="staff" />
        {stations.length > 0 && (
          <label>
            Station{" "}
            <select value={station} onChange={({ currentTarget }) => setStation(currentTarget.value)}>
              <option value="">all</option>
              {stations.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <nav>
          <button onClick={leave}>Another kitchen</button>
          <button onClick={signOut}>Sign out</button>
        </nav>
      </header>
      {trouble !== "" && (
        <p class="trouble" role="alert">
          {trouble} <button onClick={() => setTrouble("")}>OK</button>
        </p>
      )}
      <main class={isStale ? "stale" : ""}>
        {seq !== undefined && making.length === 0 && <p class="empty">Nothing to make.</p>}
        <section class="tickets" aria-label="To make">
          {making.map(card)}
        </section>
        {ready.length > 0 && (
          <section class="tickets ready" aria-label="Ready">
            {ready.map(card)}
          </section>
        )}
      </main>
    </>
  );
}

function reasonOf({ status, body }: CommandAnswer): string {
  const title: unknown = Reflect.get(Object(body), "title");
  return typeof title === "string" ? title : `the server answered ${status}`;
}
