import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Terraform } from "../../../tools/terraform/terraform";
import type { TerraformBinary } from "../../../tools/terraform/terraform-binary";
import { TerraformError } from "../../../tools/terraform/terraform-error";
import { temporaryFolders } from "../../support/temporary-folder";
import { archiveStack } from "../../support/terraform/archive-stack";
import { until } from "../../support/until";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();

/** A Terraform that is a shell script of the test's own. */
function scripted(script: string): TerraformBinary {
  const command = join(temporaryFolder(), "terraform");
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    command,
    product: "Terraform",
    version: "1.11.4",
    platform: "linux_amd64",
    registryHost: "registry.terraform.io",
  };
}

/** Whether a process runs; one that is dead but not reaped yet does not. */
function isRunning(pid: string): boolean {
  try {
    const state = execFileSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" });
    return !state.startsWith("Z");
  } catch {
    return false;
  }
}

describe("a stack's life", () => {
  test("plans changes, applies them, plans none, gives its outputs, and is destroyed", async () => {
    const lines: string[] = [];
    const terraform = await archiveStack({
      folder: temporaryFolder(),
      blocks: {
        resource: { terraform_data: { one: { input: "hello" } } },
        output: { word: { value: "${terraform_data.one.output}", sensitive: true } },
      },
      onLine: (line) => lines.push(line),
    });
    await terraform.init();
    await terraform.validate();

    const plan = await terraform.plan();
    expect(plan).toEqual({ hasChanges: true, text: expect.any(String) });
    expect(plan.hasChanges && plan.text).toContain("terraform_data.one will be created");

    await terraform.apply();
    expect(lines.join("\n")).toMatch(/terraform_data\.one: Creation complete after \d+s/);
    expect(await terraform.plan()).toEqual({ hasChanges: false });
    expect(await terraform.outputs()).toEqual({ word: "hello" });

    await terraform.destroy();
    expect(await terraform.outputs()).toEqual({});
    expect(lines.join("\n")).not.toContain('"sensitive": true');
  });
});

test("a stack whose state is far away is validated without it", async () => {
  const terraform = await archiveStack({
    folder: temporaryFolder(),
    backend: { s3: { bucket: "far-away", key: "a.tfstate", region: "eu-west-1" } },
  });
  await expect(terraform.init()).rejects.toThrow(/credential/);
  await terraform.init({ backend: false });
  await terraform.validate();
});

describe("a command that fails", () => {
  test("tells the command, the exit code and what Terraform said", async () => {
    const folder = temporaryFolder();
    const terraform = await archiveStack({
      folder,
      archives: {
        one: { type: "zip", source_file: "missing.txt", output_path: "one.zip" },
      },
    });
    await terraform.init();
    const error: unknown = await terraform.apply().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TerraformError);
    expect(error).toMatchObject({
      commandLine: "terraform apply -input=false -auto-approve",
      exitCode: 1,
      folder,
    });
    expect((error as Error).message).toContain("could not archive missing file: missing.txt");
    expect((error as Error).message).not.toMatch(/[╷│╵]|\n\n\n|\n$/);
  });
});

describe("the user's shell", () => {
  const variables = {
    AWS_PROFILE: "work",
    AWS_ENDPOINT_URL_DYNAMODB: "https://example.com",
    TF_VAR_region: "us-east-1",
    TF_CLI_ARGS: "-nonsense",
    TF_WORKSPACE: "work",
    TF_DATA_DIR: "/nowhere",
    NODE_OPTIONS: "--nonsense",
  };

  test("does not reach into a run", async () => {
    const folder = temporaryFolder();
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const terraform = new Terraform({
        binary: scripted("env > environment"),
        folder,
        environment: { AWS_ENDPOINT_URL: "http://localhost:1" },
      });
      await terraform.apply();
    } finally {
      for (const name of Object.keys(variables)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
    const seen = readFileSync(join(folder, "environment"), "utf8");
    expect(seen).toContain("AWS_ENDPOINT_URL=http://localhost:1\n");
    expect(seen).toContain("AWS_CONFIG_FILE=/dev/null\n");
    for (const name of Object.keys(variables)) expect(seen).not.toContain(`${name}=`);
  });
});

describe("an aborted command", () => {
  test("ends with all it has started, and rejects with the reason", async () => {
    const folder = temporaryFolder();
    const abort = new AbortController();
    const terraform = new Terraform({
      binary: scripted("trap '' TERM INT\nsleep 60 &\necho $! > provider\necho $$ > self\nwait"),
      folder,
      environment: {},
      signal: abort.signal,
    });
    const applied = terraform.apply().catch((reason: unknown) => reason);
    const pid = (name: string) => readFileSync(join(folder, name), "utf8").trim();
    await until(() => existsSync(join(folder, "self")) && pid("self") !== "");
    expect(isRunning(pid("provider"))).toBe(true);

    const reason = new Error("Ctrl-C");
    abort.abort(reason);
    expect(await applied).toBe(reason);
    await until(() => !isRunning(pid("self")) && !isRunning(pid("provider")));
  });

  test("leaves no provider and no socket, in real Terraform", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "source"));
    // A pipe that nobody writes to: the provider stays inside ReadDataSource.
    execFileSync("mkfifo", [join(folder, "source", "pipe")]);
    const abort = new AbortController();
    let reading = false;
    const terraform = await archiveStack({
      folder,
      archives: { one: { type: "zip", source_dir: "source", output_path: "one.zip" } },
      signal: abort.signal,
      onLine: (line) => (reading ||= line.includes("data.archive_file.one: Reading")),
    });
    await terraform.init();
    const applied = terraform.apply().catch((reason: unknown) => reason);
    await until(() => reading && providersIn(folder).length > 0);
    abort.abort(new Error("Ctrl-C"));
    expect(await applied).toBe(abort.signal.reason);
    await until(() => providersIn(folder).length === 0);
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  test("is not even started when the signal came before", async () => {
    const folder = temporaryFolder();
    const terraform = new Terraform({
      binary: scripted("touch started"),
      folder,
      environment: {},
      signal: AbortSignal.abort(new Error("too late")),
    });
    await expect(terraform.apply()).rejects.toThrow("too late");
    expect(existsSync(join(folder, "started"))).toBe(false);
  });
});

/** The provider processes of a stack, known by the temporary folder in their environment. */
function providersIn(folder: string): string[] {
  return execFileSync("ps", ["axeww", "-o", "stat=,command="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => !line.startsWith("Z") && line.includes("provider.cjs"))
    .filter((line) => line.includes(`TMPDIR=${join(folder, "tmp")}`));
}
