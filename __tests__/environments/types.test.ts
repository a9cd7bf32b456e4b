import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import path from "node:path";

const minutes = 60_000;

test(
  "the compiler finds nothing in the project",
  () => {
    const { stdout, status } = spawnSync("npm", ["run", "--silent", "typecheck"], {
      cwd: path.resolve(__dirname, "../.."),
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  },
  5 * minutes,
);
