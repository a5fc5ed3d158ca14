import { describe, expect, it } from "vitest";
import { polling, Receiver, streaming, type Manner } from "./receiver";
import { Session } from "./session";

/** An answer of which nobody takes anything until it is read. */
function answer(manner: Manner) {
  let gone = 0;
  const receiver = new Receiver(manner, () => void gone++);
  return { receiver, gone: () => gone, read: () => new Response(receiver.body).text(), leave: () => receiver.body.cancel() };
}

describe("a SockJS session over HTTP", () => {
  it("[SJ12] what is told between two answers comes with the next, in order", async () => {
    const session = new Session(0);
    const first = answer(polling);
    session.attach(first.receiver, 0);
    expect(await first.read()).toBe("o\n");
    for (const text of ["one", "two\n"]) expect(session.tell(text, 1)).toBe(true);
    const second = answer(polling);
    session.attach(second.receiver, 2);
    expect(await second.read()).toBe('a["one","two\\n"]\n');
  });

  it("[SJ11] an answer ends when 128 KB have gone through it, and says the last thing whole", async () => {
    const session = new Session(0);
    const { receiver, read } = answer(streaming);
    session.attach(receiver, 0);
    const text = "x".repeat(1024);
    const told = Array.from({ length: 200 }, () => session.tell(text, 0));
    const body = await read();
    const frame = `a["${text}"]\n`;
    const frames = Math.ceil((128 * 1024 - "o\n".length) / frame.length);
    expect(body).toBe(`${"h".repeat(2048)}\no\n${frame.repeat(frames)}`);
    expect(told.every(Boolean)).toBe(true);
    const next = answer(polling);
    session.attach(next.receiver, 1);
    expect(JSON.parse((await next.read()).slice(1))).toHaveLength(200 - frames);
  });

  it("[SJ12] a client that asks for nothing is cut off at 1 MB, and told why when it asks", async () => {
    const session = new Session(0);
    const text = "x".repeat(1 << 18);
    expect(Array.from({ length: 6 }, () => session.tell(text, 0))).toEqual([true, true, true, true, false, false]);
    const { receiver, read } = answer(polling);
    session.attach(receiver, 1);
    expect(await read()).toBe("o\n");
    const again = answer(polling);
    session.attach(again.receiver, 1);
    expect(await again.read()).toBe('c[1013,"too slow; connect again and ask for the newest state"]\n');
  });

  it("[SJ12] so is one that holds an answer open and takes nothing, and its answer is given up with the session", async () => {
    const session = new Session(0);
    const { receiver, read } = answer({ ...streaming, limit: Infinity });
    session.attach(receiver, 0);
    const text = "x".repeat(1 << 18);
    expect(Array.from({ length: 5 }, () => session.tell(text, 0)).at(-1)).toBe(false);
    expect(receiver.open).toBe(false);
    session.drop();
    await expect(read()).rejects.toThrow("the session has ended");
    const patient = answer(polling);
    session.attach(patient.receiver, 0);
    expect(await patient.read()).toMatch(/^c\[1013,/);
    session.drop();
  });

  it("[SJ13] a second answer at the same time is told so and ends; the first goes on", async () => {
    const session = new Session(0);
    const [first, second] = [answer(streaming), answer(streaming)];
    session.attach(first.receiver, 0);
    session.attach(second.receiver, 0);
    expect(await second.read()).toBe(`${"h".repeat(2048)}\nc[2010,"Another connection still open"]\n`);
    session.detach(second.receiver, 0);
    session.tell("on", 0);
    session.close({ code: 1000, reason: "bye" }, 0);
    expect(await first.read()).toBe(`${"h".repeat(2048)}\no\na["on"]\nc[1000,"bye"]\n`);
  });

  it("[SJ14] it is over 5 s after its last answer went, not while one is open", async () => {
    const session = new Session(0);
    const { receiver, leave, gone } = answer(streaming);
    session.attach(receiver, 0);
    expect(session.ring(20_000)).toBe(false);
    await leave();
    expect(gone()).toBe(1);
    session.detach(receiver, 21_000);
    expect([session.due, session.ring(25_999), session.ring(26_000)]).toEqual([26_000, false, true]);
  });

  it("[SJ15] an answer that brings nothing for 25 s brings a beat; one that does brings none", async () => {
    const session = new Session(0);
    const { receiver, read } = answer(streaming);
    session.attach(receiver, 0);
    session.tell("x", 10_000);
    expect([session.due, session.ring(25_000), session.ring(35_000), session.due]).toEqual([35_000, false, false, 60_000]);
    session.close({ code: 1000, reason: "bye" }, 36_000);
    expect((await read()).split("\n").slice(1)).toEqual(["o", 'a["x"]', "h", 'c[1000,"bye"]', ""]);
  });

  it("[SJ18] when it is closed, what waited is told first, then the close, as often as somebody asks; nothing after it", async () => {
    const session = new Session(0);
    const opening = answer(polling);
    session.attach(opening.receiver, 0);
    session.tell("last", 0);
    session.close({ code: 4401, reason: "expired" }, 0);
    session.close({ code: 1000, reason: "later" }, 0);
    expect(session.tell("too late", 0)).toBe(false);
    const told: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const { receiver, read } = answer(polling);
      session.attach(receiver, 0);
      told.push(await read());
    }
    expect(told).toEqual(['a["last"]\n', 'c[4401,"expired"]\n', 'c[4401,"expired"]\n']);
  });

  it("[SJ14] an answer that has ended by itself is not left when its connection goes", async () => {
    const session = new Session(0);
    const { receiver, leave, gone } = answer(polling);
    session.attach(receiver, 0);
    await leave();
    expect(gone()).toBe(0);
  });
});
