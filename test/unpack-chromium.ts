// A program: unpacks what lies packed in a folder (its argument) into the folder that TMPDIR names:
// @sparticuz/chromium takes no other word for where to.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";

const [packed = ""] = process.argv.slice(2);
await Promise.all(readdirSync(packed).map((name) => inflate(join(packed, name))));
