import { afterAll } from "@jest/globals";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Makes a folder that is gone after the file's last test. Call outside of tests. */
export function lastingFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
