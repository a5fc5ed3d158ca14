// Tells the restaurant that the kitchen has really seen a ticket: not that it arrived, but that it was painted,
// in view, on a page that somebody can look at.

export type Seeing = {
  /** Calls back whenever the element comes into view or leaves it. Ends with what it gives back. */
  inView(element: Element, tell: (isIn: boolean) => void): () => void;
  /** Calls back when the page itself becomes visible. */
  looked(tell: () => void): () => void;
  isVisible(): boolean;
  painted(then: () => void): void;
};

const eyes: Seeing = {
  inView: (element, tell) => {
    const observer = new IntersectionObserver((entries) => tell(entries.at(-1)?.isIntersecting ?? false), { threshold: 0.3 });
    observer.observe(element);
    return () => observer.disconnect();
  },
  looked: (tell) => {
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  },
  isVisible: () => document.visibilityState === "visible",
  // The first frame paints it, the second comes after.
  painted: (then) => void requestAnimationFrame(() => requestAnimationFrame(then)),
};

/** Calls `seen` once, when what `element` shows now has been in view. Ends with what it gives back. */
export function whenSeen(element: Element, seen: () => void, see: Seeing = eyes): () => void {
  let [isIn, isOver] = [false, false];
  const look = () => {
    if (isOver || !isIn || !see.isVisible()) return;
    see.painted(() => {
      if (isOver || !isIn || !see.isVisible()) return;
      end();
      seen();
    });
  };
  const ends = [
    see.inView(element, (now) => {
      isIn = now;
      look();
    }),
    see.looked(look),
  ];
  const end = () => {
    isOver = true;
    for (const stop of ends) stop();
  };
  return end;
}
