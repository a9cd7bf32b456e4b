/** @functions post-confirmation post-authentication */
import { expect, test } from "@jest/globals";
import { RunningCommand } from "../../support/command";
import * as demoEnvironments from "../../support/example-demo-environments";
import { lastingFolder } from "../../support/lasting-folder";
import { copyProject } from "../../support/project-copy";

/* `npm run demo` passes for every valid environment of this computer, whatever a user's way in is. */

const minutes = 60_000;
const project = lastingFolder();

interface Report {
  readonly user: { readonly username: string; readonly groups: readonly string[] };
  readonly row: Readonly<Record<string, unknown>> | null;
}

copyProject(project, { name: "example-demo-environments", ...demoEnvironments });

async function demo(environment: string): Promise<Report> {
  const command = new RunningCommand(project, "demo", ["--json", "--environment", environment]);
  const exitCode = await command.ended;
  if (exitCode !== 0) throw new Error(command.stderr);
  return JSON.parse(command.stdout) as Report;
}

test(
  "user names, an authenticator app, required attributes, own groups and a client with a secret",
  async () => {
    const { user, row } = await demo("strict");
    expect(user).toMatchObject({
      username: expect.stringMatching(/^demo-\w+$/),
      groups: ["Readers"],
    });
    expect(row).toMatchObject({ username: user.username });
  },
  5 * minutes,
);

test(
  "the cheapest tier without a trigger: nobody makes a row, and the demo says so",
  async () => {
    expect(await demo("plain")).toMatchObject({ user: { groups: [] }, row: null });
  },
  5 * minutes,
);

test(
  "a pool that is closed for sign-up: the user's first sign-in makes row and group",
  async () => {
    const { user, row } = await demo("closed");
    expect(user.groups).toEqual(["Users"]);
    expect(row).toHaveProperty("email");
  },
  5 * minutes,
);
