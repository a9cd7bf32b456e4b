import { expect, test } from "@jest/globals";
import path from "node:path";
import { configuration } from "../../environments";
import { resolveConfiguration } from "../../configuration";
import { RunningCommand } from "../support/command";

/*
 * One real deployment with a sign-up: real Terraform applies the first environment for this computer
 * to a local AWS, and a user comes in through Cognito's API and your functions.
 */

const minutes = 60_000;
const [local] = resolveConfiguration(configuration).filter(({ platform }) => platform === "local");

if (local === undefined) {
  test("environments.ts has no environment for this computer, so none is deployed", () => {
    expect(local).toBeUndefined();
  });
} else {
  test(
    `a user signs up in ${local.environment} and is where the configuration says`,
    async () => {
      const command = new RunningCommand(path.resolve(__dirname, "../.."), "demo", ["--json"]);
      const exitCode = await command.ended;
      expect({ exitCode, stderr: exitCode === 0 ? "" : command.stderr }).toEqual({
        exitCode: 0,
        stderr: "",
      });
      const { user, outputs } = JSON.parse(command.stdout) as {
        readonly user: { readonly sub: string; readonly groups: readonly string[] };
        readonly outputs: Readonly<Record<string, unknown>>;
      };
      expect(user.sub).toMatch(/^[0-9a-f-]{36}$/);
      expect(outputs["user_pool_id"]).toMatch(/^[\w-]+_\w+$/);
    },
    5 * minutes,
  );
}
