// The API for pages: what is sent and what comes back is checked against the routes' own schemas when a page is compiled.
import { hc } from "hono/client";
import type { Services } from "../workers/api/app";

export const api = hc<Services>(location.origin);
