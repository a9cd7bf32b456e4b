import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { lockBlock, lockedProviders, lockFileName } from "../../../tools/terraform/provider-lock";

const lockFile = readFileSync(path.resolve(__dirname, "../../..", lockFileName), "utf8");

test("a lock file names each provider at the one version that its block is for", () => {
  const locked = lockedProviders(lockFile, "registry.terraform.io");
  expect(locked).toEqual(
    ["archive", "aws"].map((type) => ({
      address: `registry.terraform.io/hashicorp/${type}`,
      type,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })),
  );
  for (const provider of locked) {
    expect(lockBlock(lockFile, provider)).toContain(`"${provider.version}"`);
    expect(lockBlock(lockFile, { ...provider, version: "0.0.1" })).toBeUndefined();
  }
});
