// A law that a mutant breaks is broken within a few stories; a mutant that survives would pay for all of them, thousands of times.
import fc from "fast-check";

fc.configureGlobal({ numRuns: 15, seed: 1 });
