import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { checksumOf, type Manifest } from "../../../../tools/deploy/artifact/manifest";
import { takeArtifact } from "../../../../tools/deploy/artifact/read-artifact";
import { expectArtifactPlace } from "../../../../tools/deploy/artifact/write-artifact";
import { temporaryFolders } from "../../../support/temporary-folder";
import { zipOf } from "../../../support/zip";

const temporaryFolder = temporaryFolders();
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

const backend = { bucket: "states", key: "acme/one/auth.tfstate", region: "eu-west-1" };
const stack = JSON.stringify({ terraform: { backend: { s3: { ...backend, encrypt: true } } } });
const content: Readonly<Record<string, string | Uint8Array>> = {
  "plan.tfplan": zipOf({ tfplan: "", "tfconfig/m-/cdk.tf.json": stack }),
  "report.json": "{}",
  "stack/.terraform.lock.hcl": "# none",
  "stack/cdk.tf.json": stack,
  "stack/functions/one.zip": "code",
};

let folder: string;
let manifest: Manifest;

/** Writes an artifact that is whole, with what the test changes in its manifest. */
function write(changes: Partial<Manifest> = {}, files = content): void {
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), bytes);
  }
  const described = {
    formatVersion: "1",
    stack: "auth-one",
    environment: "one",
    accountId: "123456789012",
    region: "eu-west-1",
    state: backend,
    terraformProduct: "Terraform",
    terraformVersion: "1.11.4",
    createdAt: "2026-01-01T00:00:00.000Z",
    commit: null,
    uncommittedChanges: false,
    verdict: "safe",
    allowances: [],
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
    ...changes,
  } as const;
  manifest = { ...described, checksum: checksumOf(described) };
  writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(path.join(folder, "report.md"), `The checksum is ${manifest.checksum}.`);
}

beforeEach(() => {
  folder = path.join(temporaryFolder(), "artifact");
  mkdirSync(folder);
  write();
});

const inFolder = (name: string) => path.join(folder, name);
const take = (checksum?: string) =>
  takeArtifact(folder, path.join(path.dirname(folder), "copy"), checksum);

/** What is said when it is refused. */
async function refusal(checksum?: string): Promise<string> {
  const error: unknown = await take(checksum).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message : "It was not refused.";
}

test("a whole artifact is taken, and it is the copy that was checked", async () => {
  expect(await take(manifest.checksum)).toEqual(manifest);
  rmSync(folder, { recursive: true });
  expect(
    readFileSync(path.join(path.dirname(folder), "copy", "stack", "functions", "one.zip"), "utf8"),
  ).toBe("code");
});

test("the checksum stands for the manifest's every word, not for its spelling", () => {
  const { checksum, ...rest } = manifest;
  const reversed = Object.fromEntries(Object.entries(rest).reverse()) as typeof rest;
  expect(checksumOf(reversed)).toBe(checksum);
  const allowance = {
    address: "aws_cognito_user_pool.one",
    rule: undefined,
    reason: "Somebody said so",
    until: undefined,
    from: "command line",
  } as const;
  for (const changed of [
    { verdict: "no changes" as const },
    { allowances: [allowance] },
    { accountId: "999999999999" },
    { createdAt: "2026-01-01T00:00:00.001Z" },
  ]) {
    expect(checksumOf({ ...rest, ...changed })).not.toBe(checksum);
  }
});

describe("is refused, naming what is wrong", () => {
  test.each([
    [
      "a changed zip",
      () => {
        writeFileSync(inFolder("stack/functions/one.zip"), "other");
      },
      /stack\/functions\/one\.zip has been changed/,
    ],
    [
      "a changed lock of the providers",
      () => {
        writeFileSync(inFolder("stack/.terraform.lock.hcl"), "");
      },
      /\.terraform\.lock\.hcl has been changed/,
    ],
    [
      "a changed plan",
      () => {
        writeFileSync(inFolder("plan.tfplan"), "other");
      },
      /plan\.tfplan has been changed/,
    ],
    [
      "a missing file",
      () => {
        rmSync(inFolder("report.json"));
      },
      /report\.json is missing/,
    ],
    [
      "one more file",
      () => {
        writeFileSync(inFolder("stack/more.tf"), "");
      },
      /stack\/more\.tf is not part of it/,
    ],
    [
      "one more hidden file",
      () => {
        writeFileSync(inFolder("stack/.hidden"), "");
      },
      /stack\/\.hidden is not part of it/,
    ],
    [
      "a link in place of a file",
      () => {
        renameSync(inFolder("stack/functions/one.zip"), path.join(path.dirname(folder), "one.zip"));
        symlinkSync(
          path.join(path.dirname(folder), "one.zip"),
          inFolder("stack/functions/one.zip"),
        );
      },
      /one\.zip is a link/,
    ],
    [
      "a link in place of a folder",
      () => {
        renameSync(inFolder("stack"), path.join(path.dirname(folder), "elsewhere"));
        symlinkSync(path.join(path.dirname(folder), "elsewhere"), inFolder("stack"));
      },
      /stack is a link/,
    ],
    [
      "no manifest",
      () => {
        rmSync(inFolder("manifest.json"));
      },
      /no manifest\.json/,
    ],
    [
      "half a manifest",
      () => {
        writeFileSync(inFolder("manifest.json"), '{"formatVersion": "1",');
      },
      /not JSON/,
    ],
    [
      "a manifest of a later format",
      () => {
        writeFileSync(inFolder("manifest.json"), '{"formatVersion": "2"}');
      },
      /version 2/,
    ],
    [
      "a manifest without an account",
      () => {
        writeFileSync(
          inFolder("manifest.json"),
          JSON.stringify({ ...manifest, accountId: undefined }),
        );
      },
      /wrong at accountId/,
    ],
    [
      "a manifest whose verdict was changed",
      () => {
        writeFileSync(
          inFolder("manifest.json"),
          JSON.stringify({ ...manifest, verdict: "no changes" }),
        );
      },
      /manifest\.json has the checksum/,
    ],
    [
      "a folder that is not there",
      () => {
        rmSync(folder, { recursive: true });
      },
      /not there/,
    ],
    [
      "a file",
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, "");
      },
      /no folder/,
    ],
  ])("%s", async (_, change, message) => {
    change();
    expect(await refusal()).toMatch(message);
  });

  test("another artifact than the one that was reviewed, though it is whole", async () => {
    expect(await refusal("0".repeat(64))).toMatch(/not the artifact that was reviewed/);
  });

  test("a plan that was made from another stack", async () => {
    write({}, { ...content, "plan.tfplan": zipOf({ "tfconfig/m-/cdk.tf.json": "{}" }) });
    expect(await refusal()).toMatch(/was not made from/);
  });

  test("a plan that was made without prevent_destroy, unless it is blocked anyhow", async () => {
    const plan = zipOf({
      "tfconfig/m-/cdk.tf.json": stack,
      "tfconfig/m-/unprotected_override.tf.json": "{}",
    });
    write({}, { ...content, "plan.tfplan": plan });
    expect(await refusal()).toMatch(/was not made from/);

    write({ verdict: "blocked" }, { ...content, "plan.tfplan": plan });
    rmSync(path.join(path.dirname(folder), "copy"), { recursive: true });
    expect(await take()).toMatchObject({ verdict: "blocked" });
  });

  test("a stack whose state is elsewhere than its manifest says", async () => {
    write({ state: { ...backend, key: "acme/two/auth.tfstate" } });
    expect(await refusal()).toMatch(/keeps its state elsewhere/);
  });

  test("everything that is wrong is said at once", async () => {
    writeFileSync(inFolder("stack/functions/one.zip"), "other");
    rmSync(inFolder("report.json"));
    writeFileSync(inFolder("more"), "");
    expect(await refusal("0".repeat(64))).toMatch(
      /--checksum[\s\S]*report\.json is missing[\s\S]*more is not part[\s\S]*one\.zip has been changed/,
    );
  });
});

describe("a new artifact", () => {
  test("takes the place of an old one, and of nothing else", async () => {
    await expectArtifactPlace(folder);
    await expectArtifactPlace(path.join(folder, "not-there-yet"));
    const other = temporaryFolder();
    await expectArtifactPlace(other);
    writeFileSync(path.join(other, "manifest.json"), '{"name": "a web app"}');
    await expect(expectArtifactPlace(other)).rejects.toThrow("left as it is");
    await expect(expectArtifactPlace(path.join(other, "manifest.json"))).rejects.toThrow(
      "left as it is",
    );
  });
});
