// Which venue's kitchen this is: those that the person works for.
import { useEffect, useState } from "preact/hooks";
import { z } from "zod";
import type { Session } from "../session";
import type { Place } from "./page";

const Venues = z.array(z.object({ id: z.string(), name: z.string() }));

export function ChooseVenue({ session, chosen }: { session: Session; chosen: (place: Place) => void }) {
  const [venues, setVenues] = useState<z.infer<typeof Venues>>();
  const [refusal, refuse] = useState("");
  const [screen, setScreen] = useState("kitchen");
  useEffect(() => {
    const load = async () => {
      const headers = { authorization: `Bearer ${await session.token()}` };
      const answer = await fetch("/venue-api/api/venues?_end=100", { headers });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      setVenues(Venues.parse(await answer.json()));
    };
    load().catch((error: unknown) => refuse(String(error)));
  }, [session]);
  return (
    <main class="sign-in">
      <h1>Which kitchen?</h1>
      <label>
        Name of this screen
        <input value={screen} pattern="[a-zA-Z0-9_.\-]{1,128}" onInput={({ currentTarget }) => setScreen(currentTarget.value)} />
      </label>
      {refusal !== "" && <p role="alert">{refusal}</p>}
      <ul class="choices">
        {venues?.map(({ id, name }) => (
          <li key={id}>
            <button disabled={!/^[a-zA-Z0-9_.-]{1,128}$/.test(screen)} onClick={() => chosen({ venue: id, screen })}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      {venues?.length === 0 && <p>You work for no venue.</p>}
    </main>
  );
}
