// Which venue's kitchen this is: one that the person works for, or one by its id.
import { useEffect, useState } from "preact/hooks";
import { venuesWhere } from "../../domain/access/roles";
import { api } from "../api";
import type { Session } from "../session";
import type { DevicePlace } from "./device-setup";

type Venue = { id: string; name: string };
const ID = /^[a-zA-Z0-9_.-]{1,128}$/;

export function ChooseVenue({ session, chosen }: { session: Session; chosen: (place: DevicePlace) => void }) {
  const [venues, setVenues] = useState<Venue[]>([]);
  const [refusal, refuse] = useState("");
  const [screen, setScreen] = useState("kitchen");
  const [other, setOther] = useState("");
  useEffect(() => {
    venuesOf(session).then(setVenues, (error: unknown) => refuse(String(error)));
  }, [session]);
  const choose = (venue: string) => chosen({ venue, screen });
  return (
    <main class="sign-in">
      <h1>Which kitchen?</h1>
      <label>
        Name of this screen
        <input value={screen} onInput={({ currentTarget }) => setScreen(currentTarget.value)} />
      </label>
      {!ID.test(screen) && <p role="alert">Letters, digits, dots and dashes only.</p>}
      <ul class="choices">
        {venues.map(({ id, name }) => (
          <li key={id}>
            <button disabled={!ID.test(screen)} onClick={() => choose(id)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose(other);
        }}
      >
        <label>
          Another, by its id
          <input value={other} onInput={({ currentTarget }) => setOther(currentTarget.value)} />
        </label>
        <button disabled={!ID.test(screen) || !ID.test(other)}>Open</button>
      </form>
      {refusal !== "" && <p role="alert">{refusal}</p>}
    </main>
  );
}

/** By the person's roles; who works for all venues is told them by the server. */
async function venuesOf(session: Session): Promise<Venue[]> {
  const { venues } = api["venue-api"].api;
  const headers = { authorization: `Bearer ${await session.token()}` };
  const all = await venues.$get({ query: { _end: "100" } }, { headers });
  if (all.ok) return all.json();
  const own = venuesWhere(session, "kitchen.work").toSorted();
  const asked = own.map(async (id) => {
    const one = await venues[":id"].$get({ param: { id: encodeURIComponent(id) } }, { headers });
    return one.ok ? [await one.json()] : [];
  });
  return (await Promise.all(asked)).flat();
}
