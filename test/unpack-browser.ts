// A program: unpacks the Chromium that comes with the packages, its fonts and its libraries, into the folder that TMPDIR names. The package
// knows no other way to be told where to.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";

const packed = fileURLToPath(import.meta.resolve("@sparticuz/chromium/../../bin/"));
await Promise.all(readdirSync(packed).map((name) => inflate(`${packed}${name}`)));
