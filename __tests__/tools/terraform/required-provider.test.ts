import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

function stackRequiring(providers: object): string {
  const folder = temporaryFolder();
  const stack = { terraform: { required_providers: providers } };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
  return folder;
}

test("a synthesized stack says which providers it needs, with short and long addresses", async () => {
  const folder = stackRequiring({
    aws: { source: "aws", version: "5.100.0" },
    archive: { source: "hashicorp/archive", version: "2.7.1" },
    own: { source: "example.com/team/own", version: "1.0.0" },
  });
  expect(await requiredProviders(folder, "registry.example.com")).toEqual([
    { address: "registry.example.com/hashicorp/aws", type: "aws", version: "5.100.0" },
    { address: "registry.example.com/hashicorp/archive", type: "archive", version: "2.7.1" },
    { address: "example.com/team/own", type: "own", version: "1.0.0" },
  ]);
});

test("a version that is not pinned is refused, since no mirror could be searched for it", async () => {
  const folder = stackRequiring({ aws: { source: "aws", version: "~> 5.0" } });
  await expect(requiredProviders(folder, "registry.terraform.io")).rejects.toThrow(
    'provider aws has version "~> 5.0"; pin an exact one',
  );
});
