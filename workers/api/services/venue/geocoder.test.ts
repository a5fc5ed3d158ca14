import { describe, expect, it } from "vitest";
import { type GeocoderDeps, geocoderOf } from "./geocoder";

const address = { street: "Świętojańska", number: "1/2", door: "7", postal: "81-368", city: "Gdynia", country: "PL" };
const url = "https://geo.example.com/find?key=k";
const asked: string[] = [];

/** What the service answers, which is asked at that address. */
const answering = (answer: () => Response | Promise<Response>, timeoutMs = 1_000): GeocoderDeps => ({
  fetch: async (question, { redirect }) => {
    asked.push(`${question} ${redirect}`);
    return answer();
  },
  timeoutMs,
});
const find = (deps: GeocoderDeps) => geocoderOf({ geocoderUrl: url }, { local: false }, deps)?.(address);
const saying = (text: string, init?: ResponseInit) => find(answering(() => new Response(text, init)));

const at = (geocoderUrl: string, local = false) =>
  geocoderOf(
    { geocoderUrl },
    { local },
    answering(() => new Response("null")),
  );

describe("a geocoder", () => {
  it("[H210] is asked where an address is, door left out, and its answer is a position", async () => {
    expect(await saying('{"lat": 54.51, "lng": 18.54, "accuracy": "roof"}')).toEqual({ lat: 54.51, lng: 18.54 });
    const [question = ""] = asked.at(-1)?.split(" ") ?? [];
    expect(Object.fromEntries(new URL(question).searchParams)).toEqual({
      key: "k",
      street: "Świętojańska",
      number: "1/2",
      postal: "81-368",
      city: "Gdynia",
      country: "PL",
    });
    expect(asked.at(-1)).toMatch(/ manual$/);
  });

  it.each([
    ["nothing", "null"],
    ["no JSON", "<html>"],
    ["half a position", '{"lat": 54.51}'],
    ["a place that is not on earth", '{"lat": 154.51, "lng": 18.54}'],
    ["text for numbers", '{"lat": "54.51", "lng": "18.54"}'],
    ["more than a position needs", `{"lat": 54.51, "lng": 18.54, "map": "${"x".repeat(5_000)}"}`],
  ])("[H211] that answers %s has found nothing", async (_what, text) => {
    expect(await saying(text)).toBeUndefined();
  });

  it("[H211] that fails, sends elsewhere, breaks off or does not answer in time has found nothing", async () => {
    expect(await saying('{"lat": 1, "lng": 1}', { status: 500 })).toBeUndefined();
    expect(await saying("", { status: 302, headers: { location: "https://elsewhere.example.com/" } })).toBeUndefined();
    expect(await find(answering(() => Promise.reject(new Error("no route"))))).toBeUndefined();
    expect(await find(answering(() => new Promise<Response>(() => {}), 20))).toBeUndefined();
    const trickling = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"lat": 1,')) });
    expect(await find(answering(() => new Response(trickling), 20))).toBeUndefined();
  });

  it("[H212] is at a public address over https, or there is none", () => {
    for (const bad of ["http://geo.example.com/", "https://10.0.0.1/", "https://localhost/", "https://u:p@geo.example.com/", "geo", ""]) {
      expect([bad, at(bad)]).toEqual([bad, undefined]);
    }
    expect(geocoderOf({}, { local: true })).toBeUndefined();
    expect(at("http://localhost:9000/", true)).toBeTypeOf("function");
  });
});
