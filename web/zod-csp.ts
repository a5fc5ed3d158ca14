// The pages' Content-Security-Policy lets nothing make code of text: the validator is told, so that it does not try.
// Import it before anything else.
import { config } from "zod";

config({ jitless: true });
