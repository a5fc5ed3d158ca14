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

/** Whether it has been so for that long. */
export function useLasting(isSo: boolean, ms: number): boolean {
  const [lasts, tell] = useState(false);
  useEffect(() => {
    tell(false);
    if (!isSo) return;
    const timer = setTimeout(() => tell(true), ms);
    return () => clearTimeout(timer);
  }, [isSo, ms]);
  return isSo && lasts;
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
