import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * A file with one JSON value a line, for whoever follows it: `tail -f`, `jq`. It starts afresh, is
 * complete at any time, whatever becomes of this process, and only its owner reads it.
 */
export class JsonLines {
  private descriptor: number | undefined;

  constructor(private readonly file: string) {
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(file, { force: true });
    this.descriptor = openSync(file, "w", 0o600);
  }

  /** Adds a line. What comes after {@link close} is nobody's concern any more. */
  append(value: object): void {
    if (this.descriptor !== undefined) writeSync(this.descriptor, `${JSON.stringify(value)}\n`);
  }

  /** The file stays. */
  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  /** Takes the file away. */
  remove(): void {
    this.close();
    rmSync(this.file, { force: true });
  }
}
