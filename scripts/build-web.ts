// Builds the pages of web/ for a deployment of the API worker: wrangler.toml runs this.
import { writePages } from "./platform/web.ts";

await writePages();
