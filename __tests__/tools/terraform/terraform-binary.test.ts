import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { temporaryFolders } from "../../support/temporary-folder";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();

/** The environment of a user whose Terraform answers `version` like this. */
function environmentWith(answer: string): NodeJS.ProcessEnv {
  const command = join(temporaryFolder(), "fake-terraform");
  writeFileSync(command, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n`, { mode: 0o755 });
  return { ...process.env, TERRAFORM_BINARY_NAME: command };
}

describe("the Terraform that is used", () => {
  test("is the installed one, with its version and its platform in Go's names", async () => {
    const terraform = await findTerraform({ ...process.env, TERRAFORM_BINARY_NAME: "" });
    expect(terraform).toMatchObject({ command: "terraform", product: "Terraform" });
    expect(terraform.version).toMatch(/^1\.\d+\.\d+/);
    expect(terraform.platform).toMatch(/^(linux|darwin)_(amd64|arm64)$/);
  });

  test.each(["Terraform v1.9.8", "Terraform v0.15.5"])(
    "is refused when it is as old as %s, with how to get a newer one",
    async (version) => {
      const environment = environmentWith(`${version}\non linux_amd64`);
      await expect(findTerraform(environment)).rejects.toThrow(
        /which is too old\. Install Terraform 1\.10 or newer \(https:/,
      );
    },
  );

  test("is named when it is missing, with how to get it", async () => {
    const environment = { ...process.env, TERRAFORM_BINARY_NAME: "no-such-terraform" };
    await expect(findTerraform(environment)).rejects.toThrow(
      /^"no-such-terraform" was not found, or cannot be run\. Install Terraform 1\.10/,
    );
  });

  test.each(["hello", "OpenTofu v1.10.3\non linux_amd64"])(
    "is refused when it is something else: %j",
    async (answer) => {
      await expect(findTerraform(environmentWith(answer))).rejects.toThrow(
        /does not answer like Terraform/,
      );
    },
  );
});
