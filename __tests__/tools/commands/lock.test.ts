import { expect, test } from "@jest/globals";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ended } from "../../support/command";
import { copyProject } from "../../support/project-copy";
import { temporaryFolders } from "../../support/temporary-folder";

// Each command starts processes, on a machine that may be busy.
const minutes = 60_000;

const temporaryFolder = temporaryFolders();

const run = (project: string, script: string, ...args: string[]) => ended(project, script, args);

test(
  "what `npm run lock` has written is refused to change: by synth, which then writes nothing, and by lock itself",
  async () => {
    const project = temporaryFolder();
    const environments = copyProject(project);
    const lock = path.join(project, "gatehouse.lock.json");

    // Nothing is locked yet, and an example's account never is.
    expect(await run(project, "lock", "--check", "dev")).toMatchObject({ exitCode: 1 });
    const unnamed = await run(project, "lock");
    expect(unnamed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(unnamed.stderr).toContain("npm run lock -- dev");
    const example = await run(project, "lock", "dev");
    expect(example).toMatchObject({ exitCode: 1, stdout: "" });
    expect(example.stderr).toContain("dev · accountId 111111111111");
    const filledIn = readFileSync(environments, "utf8").replaceAll("111111111111", "210987654321");
    writeFileSync(environments, filledIn);
    const first = await run(project, "lock", "dev");
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(first.stdout).toMatch(/dev · locked, with \d+ resources/);
    expect(first.stdout).not.toContain("local ·");
    expect(await run(project, "lock", "--check")).toMatchObject({ exitCode: 0 });

    const locked = readFileSync(lock, "utf8");
    const text = readFileSync(environments, "utf8");
    writeFileSync(environments, text.replace('region: "eu-west-1"', 'region: "eu-central-1"'));
    for (const { exitCode, stderr } of await Promise.all([
      run(project, "lock"),
      run(project, "compare", "dev", "dev"),
    ])) {
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/dev · region\n\s+was\s+eu-west-1\n\s+is\s+eu-central-1/);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect(readFileSync(lock, "utf8")).toBe(locked);
    expect(existsSync(path.join(project, "cdktf.out", "stacks", "auth-dev"))).toBe(false);

    // Malformed, it is left for a person to mend.
    writeFileSync(lock, `<<<<<<< HEAD\n${locked}`);
    const malformed = await run(project, "lock");
    expect(malformed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(malformed.stderr).toContain("middle of a merge");
    expect(readFileSync(lock, "utf8")).toContain("<<<<<<< HEAD");
  },
  10 * minutes,
);
