import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cliConfig, userInstallationConfig } from "../../../tools/terraform/cli-config";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

test("each provider comes from its mirror and from nowhere else", () => {
  const config = cliConfig([
    { path: "/mirrors/a", addresses: ["example.com/x/one", "example.com/x/two"] },
    { path: '/my "mirrors"/b', addresses: ["example.com/x/three"] },
  ]);
  expect(config).toBe(`# Written by Gatehouse for one run.
provider_installation {
  filesystem_mirror {
    path    = "/mirrors/a"
    include = ["example.com/x/one", "example.com/x/two"]
  }
  filesystem_mirror {
    path    = "/my \\"mirrors\\"/b"
    include = ["example.com/x/three"]
  }
  direct {
    exclude = ["example.com/x/one", "example.com/x/two", "example.com/x/three"]
  }
}
`);
});

describe("the user's own CLI configuration", () => {
  const installation = "provider_installation {\n  direct {}\n}\n";

  test("counts when it says how to install providers", () => {
    const home = temporaryFolder();
    const [named, standard] = [join(home, "own.rc"), join(home, ".terraformrc")];
    for (const file of [named, standard]) writeFileSync(file, installation);
    expect(userInstallationConfig({}, home, "linux")).toBe(standard);
    expect(userInstallationConfig({ TF_CLI_CONFIG_FILE: named }, home, "linux")).toBe(named);
  });

  test("does not count when it says nothing of installing, or only in a comment", () => {
    const home = temporaryFolder();
    writeFileSync(
      join(home, ".terraformrc"),
      "disable_checkpoint = true\n# provider_installation {}\n",
    );
    expect(userInstallationConfig({}, home, "linux")).toBeUndefined();
  });

  test("does not count when another run has written it, which may name a stand-in", () => {
    const home = temporaryFolder();
    const ofARun = join(home, "terraform.rc");
    writeFileSync(ofARun, cliConfig([{ path: "/mirror", addresses: ["example.com/x/one"] }]));
    const environment = { TF_CLI_CONFIG_FILE: ofARun };
    expect(userInstallationConfig(environment, home, "linux")).toBeUndefined();
  });

  test("may be named and missing", () => {
    const home = temporaryFolder();
    const environment = { TF_CLI_CONFIG_FILE: join(home, "missing.rc") };
    expect(userInstallationConfig(environment, home, "linux")).toBeUndefined();
  });
});
