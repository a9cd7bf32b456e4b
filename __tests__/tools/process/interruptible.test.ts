import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { temporaryFolders } from "../../support/temporary-folder";
import { until } from "../../support/until";

const temporaryFolder = temporaryFolders();
const project = path.resolve(__dirname, "../../..");

/** A stack with two resources, of which the first takes ten minutes unless it is interrupted. */
function slowStack(folder: string): void {
  const slow = { "local-exec": { command: "touch started; exec sleep 600" } };
  writeFileSync(
    path.join(folder, "cdk.tf.json"),
    JSON.stringify({
      resource: {
        terraform_data: {
          first: { provisioner: [slow] },
          second: { depends_on: ["terraform_data.first"] },
        },
      },
    }),
  );
}

interface State {
  readonly resources: readonly { readonly name: string }[];
}

function resourcesIn(folder: string): readonly string[] {
  const state = JSON.parse(readFileSync(path.join(folder, "terraform.tfstate"), "utf8")) as State;
  return state.resources.map(({ name }) => name);
}

const isLocked = (folder: string) => existsSync(path.join(folder, ".terraform.tfstate.lock.info"));

test("an interrupted apply saves what it has begun, begins nothing more and releases its lock", async () => {
  const folder = temporaryFolder();
  slowStack(folder);
  const abort = new AbortController();
  const terraform = new Terraform({
    binary: await findTerraform(process.env),
    folder,
    environment: {},
    signal: abort.signal,
    onAbort: "interrupt",
  });
  await terraform.init();
  const applied = terraform.apply().catch((error: unknown) => error);
  await until(() => existsSync(path.join(folder, "started")), 60);

  const reason = new Error("Ctrl-C");
  abort.abort(reason);

  expect(await applied).toBe(reason);
  expect([resourcesIn(folder), isLocked(folder)]).toEqual([["first"], false]);
});

test("it does so even when our process is killed", async () => {
  const folder = temporaryFolder();
  slowStack(folder);
  const { command } = await findTerraform(process.env);
  spawnSync(command, ["init"], { cwd: folder });
  const guard = path.join(project, "tools", "process", "interruptible.mjs");
  const script = `
    const { spawn } = require("node:child_process");
    const args = [${JSON.stringify(guard)}, "", ${JSON.stringify(command)}, "apply", "-auto-approve"];
    spawn(process.execPath, args, { detached: true, stdio: ["pipe", "pipe", "pipe"] });`;
  const ours = spawn(process.execPath, ["-e", script], { cwd: folder });
  await until(() => existsSync(path.join(folder, "started")), 60);
  expect(isLocked(folder)).toBe(true);

  ours.kill("SIGKILL");

  await until(() => !isLocked(folder), 60);
  expect(resourcesIn(folder)).toEqual(["first"]);
});
