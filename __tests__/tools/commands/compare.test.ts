import { expect, test } from "@jest/globals";
import { readFileSync, writeFileSync } from "node:fs";
import { ended } from "../../support/command";
import { copyProject } from "../../support/project-copy";
import { temporaryFolders } from "../../support/temporary-folder";

// Each command starts processes, on a machine that may be busy.
const minutes = 60_000;

const temporaryFolder = temporaryFolders();

const compare = (project: string, ...args: string[]) => ended(project, "compare", args);

test(
  "two environments are compared as they are synthesized, and the exit code says what came of it",
  async () => {
    const project = temporaryFolder();
    const environments = copyProject(project);
    const text = readFileSync(environments, "utf8");
    writeFileSync(
      environments,
      text.replace(
        /(dev: \{[\s\S]*?\n {4}\},)/,
        (dev) =>
          `${dev}\n${dev.replace("dev:", "prod:").replace("state:", "functions: { logRetentionDays: 365 },\n      state:")}`,
      ),
    );

    const same = await compare(project, "dev", "dev");
    expect(same.exitCode).toBe(0);
    expect(same.stdout).toContain("dev and dev: no difference");

    const other = await compare(project, "dev", "prod", "--json");
    expect(other.exitCode).toBe(2);
    expect(JSON.parse(other.stdout)).toMatchObject({
      formatVersion: "1",
      environments: ["dev", "prod"],
      differences: expect.arrayContaining([
        expect.objectContaining({ before: "90", after: "365" }),
      ]) as unknown,
    });

    const unknown = await compare(project, "dev", "porduction");
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toContain("no environment porduction. There are: local, dev, prod.");
  },
  10 * minutes,
);
