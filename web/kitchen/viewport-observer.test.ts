// When a kitchen has really seen something.
import { beforeEach, describe, expect, it } from "vitest";
import { type Seeing, whenSeen } from "./viewport-observer";

let tellIn: (isIn: boolean) => void;
let tellLooked: () => void;
let visible: boolean;
let frames: (() => void)[];
let listening: number;
let seen: number;
let stop: () => void;

const see: Seeing = {
  inView: (_, tell) => {
    listening++;
    tellIn = tell;
    return () => listening--;
  },
  looked: (tell) => {
    listening++;
    tellLooked = tell;
    return () => listening--;
  },
  isVisible: () => visible,
  painted: (then) => void frames.push(then),
};
const paint = () => frames.splice(0).forEach((frame) => frame());

beforeEach(() => {
  [visible, frames, listening, seen] = [true, [], 0, 0];
  const element: Element = Object.create(null);
  stop = whenSeen(element, () => seen++, see);
});

describe("what a kitchen has seen", () => {
  it("[TC47] was painted while it was in view, and counts once", () => {
    paint();
    expect(seen).toBe(0);
    tellIn(true);
    expect(seen).toBe(0);
    paint();
    expect(seen).toBe(1);
    tellIn(true);
    tellLooked();
    paint();
    expect([seen, listening]).toEqual([1, 0]);
  });

  it("[TC47] was not scrolled away before it was painted", () => {
    tellIn(true);
    tellIn(false);
    paint();
    expect(seen).toBe(0);
    tellIn(true);
    paint();
    expect(seen).toBe(1);
  });

  it("[TC47] was on a page that somebody can look at", () => {
    visible = false;
    tellIn(true);
    paint();
    expect(seen).toBe(0);
    visible = true;
    tellLooked();
    paint();
    expect(seen).toBe(1);
  });

  it("[TC47] is still shown", () => {
    tellIn(true);
    stop();
    paint();
    expect([seen, listening]).toEqual([0, 0]);
  });
});
