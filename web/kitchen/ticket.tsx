// One ticket. A touch on a line bumps it, another one recalls it; what is on its way is marked as such until the server has said so.
import { useEffect, useRef } from "preact/hooks";
import type { OpenedVenue, PendingCommand } from "../../client";
import { clockTime } from "../clock-time";
import { whenSeen } from "./viewport-observer";
import { byStation, isDone, type Ticket, type TicketLine } from "./tickets";

type Props = {
  ticket: Ticket;
  venue: string;
  /** Only lines of this station; all when empty. */
  station: string;
  now: number;
  pending: PendingCommand[];
  give: (command: string, body?: Parameters<OpenedVenue["send"]>[2]) => void;
  /** What the ticket shows now has been in somebody's view. */
  seen: () => void;
};

export function TicketCard({ ticket, venue, station, now, pending, give, seen }: Props) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => (card.current ? whenSeen(card.current, seen) : undefined), [ticket.content]);

  const groups = byStation(ticket.lines).filter(([name]) => station === "" || name === station);
  if (groups.length === 0) return null;
  const open = groups.flatMap(([name, lines]) => lines.filter((line) => line.state === "open" && !isDone(line, name)));
  const late = ticket.promisedAt !== undefined && ticket.promisedAt < now;
  const classes = ["ticket", ticket.alerted && "alerted", ticket.priority && "priority", late && "late"].filter(Boolean).join(" ");
  /** A station is done with its part; without stations a line is made when somebody says so. */
  const bump = (name: string, lines: string[]) =>
    name === "" ? give("lines/processed", lines) : give("kds/bump", { venue, station: name, lines });
  const bumpAll = () => {
    for (const [name, lines] of groups) {
      const left = lines.filter((line) => line.state === "open" && !isDone(line, name)).map(({ id }) => id);
      if (left.length > 0) bump(name, left);
    }
  };
  const given = (command: string) => pending.some((each) => each.command === command);

  return (
    <article class={classes} ref={card} aria-label={`Order ${ticket.number}`} data-order={ticket.order}>
      <header>
        <h2>{ticket.number}</h2>
        <span>{ticket.type.replaceAll("_", " ").toLowerCase()}</span>
        <time class="age" dateTime={new Date(ticket.placedAt).toISOString()}>
          {minutes(now - ticket.placedAt)}
        </time>
        {ticket.promisedAt !== undefined && (
          <time class="promise" dateTime={new Date(ticket.promisedAt).toISOString()}>
            for {clockTime(ticket.promisedAt)}
          </time>
        )}
        {ticket.alerted && <strong class="badge">not seen</strong>}
        {ticket.priority && <strong class="badge">rush</strong>}
      </header>
      {ticket.comments.map((comment, index) => (
        <p class="comment" key={index}>
          {comment}
        </p>
      ))}
      {groups.map(([name, lines]) => (
        <section key={name}>
          {name !== "" && <h3>{name}</h3>}
          <ul>
            {lines.map((line) => (
              <Line
                key={line.id}
                line={line}
                station={name}
                isPending={concerns(pending, line.id, name)}
                done={() => bump(name, [line.id])}
                recall={() => give("lines/recall", [line.id])}
              />
            ))}
          </ul>
        </section>
      ))}
      <footer>
        {!ticket.ready && (
          <>
            <button class="main" disabled={open.length === 0} onClick={bumpAll}>
              Bump
            </button>
            <button
              aria-pressed={ticket.priority}
              disabled={given("kds/expedite")}
              onClick={() => give("kds/expedite", { on: !ticket.priority })}
            >
              {ticket.priority ? "Rush off" : "Rush"}
            </button>
          </>
        )}
        {ticket.ready && (
          <button class="main" disabled={given("deliver")} onClick={() => give("deliver")}>
            Handed over
          </button>
        )}
      </footer>
    </article>
  );
}

type LineProps = { line: TicketLine; station: string; isPending: boolean; done: () => void; recall: () => void };

function Line({ line, station, isPending, done, recall }: LineProps) {
  const isMade = isDone(line, station);
  const classes = [isMade ? "made" : line.state, isPending && "pending"].filter(Boolean).join(" ");
  return (
    <li class={classes}>
      <button aria-pressed={isMade} disabled={isPending || line.state === "held"} onClick={isMade ? recall : done}>
        <b>{line.quantity}</b> {line.name}
        {line.state === "held" && <em> held</em>}
        {isPending && <em> sending…</em>}
        {line.choices.length > 0 && <small>{line.choices.join(", ")}</small>}
        {line.comments.map((comment, index) => (
          <small class="comment" key={index}>
            {comment}
          </small>
        ))}
      </button>
    </li>
  );
}

/** Something about this line, at this station or as a whole, is on its way. */
const concerns = (pending: readonly PendingCommand[], line: string, station: string): boolean =>
  pending.some(({ body }) => {
    const named: unknown = Array.isArray(body) ? body : Reflect.get(Object(body), "lines");
    const at: unknown = Reflect.get(Object(body), "station");
    return Array.isArray(named) && named.includes(line) && (at === undefined || at === station);
  });

const minutes = (ms: number): string => {
  const whole = Math.max(0, Math.floor(ms / 60_000));
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
};
