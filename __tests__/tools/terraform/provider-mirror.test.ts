import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  conventionalMirrors,
  holding,
  impliedMirrors,
  namedMirrors,
} from "../../../tools/terraform/provider-mirror";
import { requiredProvider } from "../../../tools/terraform/required-provider";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();
const host = "registry.terraform.io";
const platform = "linux_arm64";
const aws = requiredProvider("aws", "5.100.0", host);
const awsFolder = `${host}/hashicorp/aws`;

function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

describe("a mirror that GATEHOUSE_PROVIDER_MIRROR names", () => {
  test("is used, and so is each further one", () => {
    const [a, b] = [temporaryFolder(), temporaryFolder()];
    for (const mirror of [a, b]) folder(mirror, host);
    const environment = { GATEHOUSE_PROVIDER_MIRROR: [a, b].join(delimiter) };
    expect(namedMirrors(environment, host)).toEqual([a, b]);
  });

  test("is refused by name when it holds no providers", () => {
    const empty = temporaryFolder();
    expect(() => namedMirrors({ GATEHOUSE_PROVIDER_MIRROR: empty }, host)).toThrow(
      `GATEHOUSE_PROVIDER_MIRROR names ${empty}, which is no provider mirror: it has no folder "${host}"`,
    );
  });

  test("is not needed", () => {
    expect(namedMirrors({}, host)).toEqual([]);
    expect(namedMirrors({ GATEHOUSE_PROVIDER_MIRROR: "" }, host)).toEqual([]);
  });
});

describe("the folders in which Terraform looks by itself", () => {
  test("follow the XDG variables on Linux", () => {
    expect(impliedMirrors({ XDG_DATA_DIRS: "" }, "/home/ann", "linux")).toEqual([
      "/home/ann/.terraform.d/plugins",
      "/home/ann/.local/share/terraform/plugins",
      "/usr/local/share/terraform/plugins",
      "/usr/share/terraform/plugins",
    ]);
    const environment = { XDG_DATA_HOME: "/data", XDG_DATA_DIRS: "/a:/b" };
    expect(impliedMirrors(environment, "/home/ann", "linux").slice(1)).toEqual([
      "/data/terraform/plugins",
      "/a/terraform/plugins",
      "/b/terraform/plugins",
    ]);
  });

  test("are the platform's own on macOS", () => {
    expect(impliedMirrors({}, "/Users/ann", "darwin")).toEqual([
      "/Users/ann/.terraform.d/plugins",
      "/Users/ann/Library/Application Support/io.terraform/plugins",
      "/Library/Application Support/io.terraform/plugins",
    ]);
  });
});

test("a mirror beside other software is found by its registry folder", () => {
  const parent = temporaryFolder();
  const mirror = join(parent, "providers");
  folder(mirror, host);
  folder(parent, "other");
  writeFileSync(join(parent, "file"), "");
  expect(conventionalMirrors([parent, join(parent, "missing")], host)).toEqual([mirror]);
});

describe("a mirror holds a provider", () => {
  test("unpacked, for its version and platform alone", () => {
    const mirror = temporaryFolder();
    folder(mirror, awsFolder, "5.100.0", platform);
    expect(holding(mirror, aws, platform)).toBe("unpacked");
    expect(holding(mirror, aws, "linux_amd64")).toBeUndefined();
    expect(holding(mirror, { ...aws, version: "5.99.0" }, platform)).toBeUndefined();
  });

  test("packed, for its version and platform alone", () => {
    const mirror = temporaryFolder();
    folder(mirror, awsFolder);
    writeFileSync(
      join(mirror, awsFolder, `terraform-provider-aws_5.100.0_${platform}.zip`),
      "a zip",
    );
    expect(holding(mirror, aws, platform)).toBe("packed");
    expect(holding(mirror, aws, "linux_amd64")).toBeUndefined();
  });

  test.each([host, `${host}/hashicorp`, awsFolder, `${awsFolder}/5.100.0`])(
    "not behind a link at %s, which Terraform does not follow",
    (linked) => {
      const [real, mirror] = [temporaryFolder(), temporaryFolder()];
      folder(real, awsFolder, "5.100.0", platform);
      folder(mirror, dirname(linked));
      symlinkSync(join(real, linked), join(mirror, linked));
      expect(holding(mirror, aws, platform)).toBeUndefined();
    },
  );

  test("behind a link at either end, which Terraform follows", () => {
    const [real, mirror, links] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const unpacked = folder(real, awsFolder, "5.100.0", platform);
    symlinkSync(real, join(links, "mirror"));
    expect(holding(join(links, "mirror"), aws, platform)).toBe("unpacked");
    symlinkSync(unpacked, join(folder(mirror, awsFolder, "5.100.0"), platform));
    expect(holding(mirror, aws, platform)).toBe("unpacked");
  });
});
