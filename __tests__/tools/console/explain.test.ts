import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { explain } from "../../../tools/console/explain";

const project = path.resolve(__dirname, "../../..");

test.each([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "your share of the disk is full"],
  ["EROFS", "can only be read"],
  ["EACCES", "you may not"],
])("%s is told in a sentence, with the file and without a stack trace", (code, said) => {
  const error = Object.assign(new Error(`${code}: not so, write`), {
    code,
    path: "/project/cdktf.out/cdk.tf.json",
    syscall: "write",
  });
  for (const thrown of [error, new Error("The stacks cannot be written", { cause: error })]) {
    const text = explain(thrown);
    expect(text).toContain("/project/cdktf.out/cdk.tf.json cannot be used (write): ");
    expect(text).toContain(said);
    expect(text).not.toMatch(/\n/);
  }
});

test.each(["deploy", "destroy"])(
  "without a terminal, %s asks for the approval before it plans",
  (command) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ["--import", "tsx", "tools/commands/cdktf.ts", command, "auth-dev"],
      { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`npm run ${command} -- auth-dev --auto-approve`);
  },
);
