import { expect, it } from "vitest";
import { HistorySize } from "./history-size";

it("[O584] asks the database at the first command and then at every 64th", () => {
  let asked = 0;
  const size = new HistorySize({
    get databaseSize() {
      return (asked += 1) * 1_000;
    },
  });
  const seen = Array.from({ length: 130 }, () => size.bytes());
  expect([seen[0], seen[63], seen[64], seen[128], asked]).toEqual([1_000, 1_000, 2_000, 3_000, 3]);
});
