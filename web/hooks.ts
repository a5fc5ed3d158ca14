// What is live, as a component sees it.
import { useEffect, useState } from "preact/hooks";

/** Draws again whenever `source` has news. */
export function useLive<Shown>(source: { subscribe(listener: () => void): () => void; view(): Shown }): Shown {
  const [shown, show] = useState(() => source.view());
  useEffect(() => {
    const draw = () => show(source.view());
    draw();
    return source.subscribe(draw);
  }, [source]);
  return shown;
}

/** Since when it is so, in epoch milliseconds; undefined while it is not. */
export function useSince(isSo: boolean): number | undefined {
  const [since, tell] = useState<number>();
  useEffect(() => tell(isSo ? Date.now() : undefined), [isSo]);
  return since;
}

/** The time in epoch milliseconds, as often as that. */
export function useNow(everyMs: number): number {
  const [now, tell] = useState(() => Date.now());
  useEffect(() => {
    const clock = setInterval(() => tell(Date.now()), everyMs);
    return () => clearInterval(clock);
  }, [everyMs]);
  return now;
}
