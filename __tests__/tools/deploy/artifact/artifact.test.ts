import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  checksumOf,
  type Manifest,
  manifestText,
} from "../../../../tools/deploy/artifact/manifest";
import { readArtifact } from "../../../../tools/deploy/artifact/read-artifact";
import { expectArtifactPlace } from "../../../../tools/deploy/artifact/write-artifact";
import { temporaryFolders } from "../../../support/temporary-folder";

const temporaryFolder = temporaryFolders();
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

const content: Readonly<Record<string, string>> = {
  "report.json": "{}",
  "report.sarif": "[]",
};

let folder: string;
let manifest: Manifest;

/** Writes an artifact that is whole, with what the test changes in its manifest. */
function write(changes: Partial<Manifest> = {}): void {
  for (const [file, bytes] of Object.entries(content)) {
    writeFileSync(path.join(folder, file), bytes);
  }
  const described = {
    formatVersion: "2",
    stack: "auth-one",
    environment: "one",
    accountId: "123456789012",
    region: "eu-west-1",
    state: { bucket: "states", key: "acme/one/auth.tfstate", region: "eu-west-1" },
    terraformProduct: "Terraform",
    terraformVersion: "1.11.4",
    createdAt: "2026-01-01T00:00:00.000Z",
    commit: null,
    uncommittedChanges: false,
    destroy: false,
    verdict: "safe",
    allowances: [],
    synthesized: { "cdk.tf.json": sha256("stack") },
    changes: { "aws_cognito_user_pool.one": sha256("change") },
    files: Object.fromEntries(
      Object.entries(content).map(([name, bytes]) => [name, sha256(bytes)]),
    ),
    ...changes,
  } as const;
  manifest = { ...described, checksum: checksumOf(described) };
  writeFileSync(path.join(folder, "manifest.json"), manifestText(manifest));
  writeFileSync(path.join(folder, "report.md"), `The checksum is ${manifest.checksum}.`);
}

beforeEach(() => {
  folder = path.join(temporaryFolder(), "artifact");
  mkdirSync(folder);
  write();
});

const inFolder = (name: string) => path.join(folder, name);
const take = (checksum?: string) => readArtifact(folder, checksum);

/** What is said when it is refused. */
async function refusal(checksum?: string): Promise<string> {
  const error: unknown = await take(checksum).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message : "It was not refused.";
}

test("a whole artifact is read", async () => {
  expect(await take(manifest.checksum)).toEqual(manifest);
});

const escape = "\u001b[2J";
test.each([
  ["the stack", { stack: `auth-one${escape}` }, "stack"],
  ["the commit", { commit: `${escape}\nAll is well.` }, "commit"],
  ["where the state is", { state: { path: escape } }, "state"],
  ["a changed address", { changes: { [escape]: sha256("") } }, "changes"],
  ["a file of the stack", { synthesized: { [`a\u202e${escape}`]: sha256("") } }, "synthesized"],
])("no terminal obeys what a manifest says of %s", async (_what, changes, where) => {
  const hostile = { ...manifest, ...changes };
  const text = JSON.stringify({ ...hostile, checksum: checksumOf(hostile) }, null, 2);
  writeFileSync(inFolder("manifest.json"), `${text}\n`);
  const said = await refusal();
  expect(said).toContain(`manifest.json is wrong at ${where}`);
  for (const hidden of ["\u001b", "\u202e", "All is well"]) expect(said).not.toContain(hidden);
});

test("no terminal obeys the name of a file in an artifact", async () => {
  writeFileSync(inFolder(`more${escape}`), "");
  symlinkSync("report.json", inFolder(`link${escape}`));
  expect(await refusal()).not.toContain("\u001b");
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
      "a changed report",
      () => {
        writeFileSync(inFolder("report.json"), "other");
      },
      /report\.json has been changed/,
    ],
    [
      "a report of any size",
      () => {
        truncateSync(inFolder("report.json"), 2 ** 40);
      },
      /report\.json is larger than a report/,
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
        writeFileSync(inFolder("more.tf"), "");
      },
      /more\.tf is not part of it/,
    ],
    [
      "one more hidden file",
      () => {
        writeFileSync(inFolder(".hidden"), "");
      },
      /\.hidden is not part of it/,
    ],
    [
      "a link in place of a file",
      () => {
        renameSync(inFolder("report.json"), path.join(path.dirname(folder), "one"));
        symlinkSync(path.join(path.dirname(folder), "one"), inFolder("report.json"));
      },
      /report\.json is a link/,
    ],
    [
      "a link in place of a folder",
      () => {
        symlinkSync(path.dirname(folder), inFolder("more"));
      },
      /more is a link/,
    ],
    [
      "a pipe",
      () => {
        execFileSync("mkfifo", [inFolder("more")]);
      },
      /more is a link or something else/,
    ],
    [
      "a pipe in place of the manifest",
      () => {
        rmSync(inFolder("manifest.json"));
        execFileSync("mkfifo", [inFolder("manifest.json")]);
      },
      /no file of a manifest's size/,
    ],
    [
      "a link in place of the manifest",
      () => {
        rmSync(inFolder("manifest.json"));
        symlinkSync("report.json", inFolder("manifest.json"));
      },
      /no file of a manifest's size/,
    ],
    [
      "a manifest that says a thing twice",
      () => {
        const text = manifestText(manifest);
        writeFileSync(inFolder("manifest.json"), text.replace("{", '{\n  "verdict": "blocked",'));
      },
      /not as `npm run plan` writes it/,
    ],
    [
      "a manifest with a key that is a prototype",
      () => {
        const text = manifestText(manifest);
        const key = `"__proto__": "${sha256("")}", "aws_cognito_user_pool.one"`;
        writeFileSync(inFolder("manifest.json"), text.replace('"aws_cognito_user_pool.one"', key));
      },
      /manifest\.json (is not as|is wrong|has the checksum)/,
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
        writeFileSync(inFolder("manifest.json"), '{"formatVersion": "2",');
      },
      /not JSON/,
    ],
    [
      "a manifest of a later format",
      () => {
        writeFileSync(inFolder("manifest.json"), '{"formatVersion": "3"}');
      },
      /version 3/,
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
          manifestText({ ...manifest, verdict: "no changes" }),
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

  test("everything that is wrong is said at once", async () => {
    writeFileSync(inFolder("report.sarif"), "other");
    rmSync(inFolder("report.json"));
    writeFileSync(inFolder("more"), "");
    expect(await refusal("0".repeat(64))).toMatch(
      /--checksum[\s\S]*report\.json is missing[\s\S]*more is not part[\s\S]*report\.sarif has been changed/,
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
