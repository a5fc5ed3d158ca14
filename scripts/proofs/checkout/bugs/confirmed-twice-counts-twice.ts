// The venue forgets what it has been told, and gives back once more when it is told again.
import { Holds as Real } from "../../../../durable-objects/venue/holds.ts";

export class Holds extends Real {
  readonly #forget: (id: string) => void;

  constructor(sql: ConstructorParameters<typeof Real>[0], parts: ConstructorParameters<typeof Real>[1]) {
    super(sql, parts);
    this.#forget = (id) => void sql.exec("DELETE FROM holds WHERE id = ?", id);
  }

  override confirm(hold: Parameters<Real["confirm"]>[0], now: number): void {
    super.confirm(hold, now);
    this.#forget(hold.id);
  }
}
