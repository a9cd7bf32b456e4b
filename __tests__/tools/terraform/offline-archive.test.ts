import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { unzipSync } from "fflate";
import { installOfflineArchive } from "../../../tools/terraform/offline-archive/install";
import { packageFolder } from "../../../tools/terraform/required-provider";
import type { TerraformError } from "../../../tools/terraform/terraform-error";
import { temporaryFolders } from "../../support/temporary-folder";
import { archiveProvider, archiveStack } from "../../support/terraform/archive-stack";
import { until } from "../../support/until";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Applies a stack with one archive, `one.zip`, through real Terraform and returns the archive's attributes. */
async function archived(folder: string, args: object): Promise<Record<string, unknown>> {
  const terraform = await archiveStack({
    folder,
    archives: { one: { type: "zip", output_path: "one.zip", ...args } },
    blocks: { output: { one: { value: "${data.archive_file.one}" } } },
  });
  await terraform.init();
  await terraform.apply();
  return (await terraform.outputs())["one"] as Record<string, unknown>;
}

/** The archive's files as text, in the archive's order. */
function contents(folder: string): Record<string, string> {
  const files = Object.entries(unzipSync(readFileSync(join(folder, "one.zip"))));
  return Object.fromEntries(files.map(([name, data]) => [name, Buffer.from(data).toString()]));
}

/** Name, Unix mode and date of each file, as Python's own zip reader sees them. */
function listing(archive: string): unknown {
  const script = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, oct(i.external_attr >> 16), list(i.date_time)] for i in z.infolist()]))`;
  return JSON.parse(execFileSync("python3", ["-c", script, archive], { encoding: "utf8" }));
}

const zeroedDate = [2049, 1, 1, 0, 0, 0];

describe("archive_file", () => {
  test("packs a folder in order of names, links followed, with its hashes right", async () => {
    const folder = temporaryFolder();
    write(folder, { "source/b.js": "b", "source/a/z.txt": "é", "linked/in.txt": "linked" });
    symlinkSync(join(folder, "linked"), join(folder, "source", "c"));
    chmodSync(join(folder, "source", "b.js"), 0o750);
    const attributes = await archived(folder, { source_dir: "${path.module}/source" });

    expect(contents(folder)).toEqual({ "a/z.txt": "é", "b.js": "b", "c/in.txt": "linked" });
    expect(listing(join(folder, "one.zip"))).toEqual([
      ["a/z.txt", "0o100644", zeroedDate],
      ["b.js", "0o100750", zeroedDate],
      ["c/in.txt", "0o100644", zeroedDate],
    ]);
    const bytes = readFileSync(join(folder, "one.zip"));
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest();
    expect(attributes).toMatchObject({
      id: digest("sha1").toString("hex"),
      output_size: bytes.length,
      output_md5: digest("md5").toString("hex"),
      output_sha: digest("sha1").toString("hex"),
      output_sha256: digest("sha256").toString("hex"),
      output_base64sha256: digest("sha256").toString("base64"),
      output_sha512: digest("sha512").toString("hex"),
      output_base64sha512: digest("sha512").toString("base64"),
    });
  });

  test("gives the same bytes in another folder, at another time, under another umask", async () => {
    const umask = process.umask(0o022);
    const archives: Buffer[] = [];
    try {
      for (const [mask, year] of [
        [0o022, 2001],
        [0o077, 2020],
      ] as const) {
        process.umask(mask);
        const folder = join(temporaryFolder(), `checkout-${year}`);
        write(folder, { "source/index.js": "export const a = 1;", "source/lib/b.js": "b" });
        utimesSync(join(folder, "source", "index.js"), new Date(year, 1), new Date(year, 1));
        await archived(folder, { source_dir: "source", output_file_mode: "0644" });
        archives.push(readFileSync(join(folder, "one.zip")));
      }
    } finally {
      process.umask(umask);
    }
    expect(archives[1]?.equals(archives[0] ?? Buffer.alloc(0))).toBe(true);
  });

  test("packs one file, under its name alone, with the mode asked for", async () => {
    const folder = temporaryFolder();
    write(folder, { "deep/down/index.js": "one" });
    await archived(folder, { source_file: "deep/down/index.js", output_file_mode: "0400" });
    expect(contents(folder)).toEqual({ "index.js": "one" });
    expect(listing(join(folder, "one.zip"))).toEqual([["index.js", "0o100400", zeroedDate]]);
  });

  test("packs contents, one or several", async () => {
    const one = temporaryFolder();
    await archived(one, { source_content: "hello", source_content_filename: "a/hello.txt" });
    expect(contents(one)).toEqual({ "a/hello.txt": "hello" });

    const several = temporaryFolder();
    const source = [
      { filename: "b.txt", content: "second" },
      { filename: "a.txt", content: "" },
    ];
    await archived(several, { source });
    expect(Object.entries(contents(several))).toEqual([
      ["a.txt", ""],
      ["b.txt", "second"],
    ]);
  });

  test("leaves out what is excluded, by path or by pattern, hidden files too", async () => {
    const folder = temporaryFolder();
    const names = ["a.js", "a.js.map", ".cache/x", "lib/b.js", "lib/.b.map", "test/t.js"];
    write(folder, Object.fromEntries(names.map((name) => [`source/${name}`, name])));
    await archived(folder, {
      source_dir: "source",
      excludes: ["test", "**/*.map", ".cache/*"],
    });
    expect(Object.keys(contents(folder))).toEqual(["a.js", "lib/b.js"]);
  });

  test("loses what follows an excluded link to a folder, as the real provider does", async () => {
    const folder = temporaryFolder();
    write(folder, { "source/a.txt": "a", "source/z.txt": "z", "linked/in.txt": "linked" });
    symlinkSync(join(folder, "linked"), join(folder, "source", "m"));
    await archived(folder, { source_dir: "source", exclude_symlink_directories: true });
    expect(Object.keys(contents(folder))).toEqual(["a.txt"]);
  });

  test("is no change to the next plan", async () => {
    const folder = temporaryFolder();
    write(folder, { "source/index.js": "one" });
    const terraform = await archiveStack({
      folder,
      archives: { one: { type: "zip", source_dir: "source", output_path: "one.zip" } },
      blocks: { output: { hash: { value: "${data.archive_file.one.output_base64sha256}" } } },
    });
    await terraform.init();
    await terraform.apply();
    expect(await terraform.plan()).toEqual({ hasChanges: false });
    write(folder, { "source/index.js": "two" });
    expect(await terraform.plan()).toMatchObject({ hasChanges: true });
  });

  test("waits for values that are known only after apply", async () => {
    const folder = temporaryFolder();
    const terraform = await archiveStack({
      folder,
      archives: {
        one: {
          type: "zip",
          output_path: "one.zip",
          source_content_filename: "id.txt",
          source_content: "${terraform_data.one.output}",
        },
      },
      blocks: { resource: { terraform_data: { one: { input: "now known" } } } },
    });
    await terraform.init();
    await terraform.validate();
    const plan = await terraform.plan();
    expect(plan.hasChanges && plan.text).toContain(
      "data.archive_file.one will be read during apply",
    );
    expect(existsSync(join(folder, "one.zip"))).toBe(false);
    await terraform.apply();
    expect(contents(folder)).toEqual({ "id.txt": "now known" });
  });
});

describe("archive_file refuses", () => {
  const zip = { type: "zip", output_path: "one.zip" };

  test.each([
    ["no source", zip, /At least one of these attributes must be configured/],
    [
      "two sources",
      { ...zip, source_dir: "a", source_file: "b" },
      /Attribute "source_dir" cannot be specified when "source_file" is/,
    ],
    [
      "an archive that only the real provider can make",
      { ...zip, type: "tar.gz", source_dir: "a" },
      /archives of type\s+"zip", not\s+"tar\.gz"/,
    ],
    ["an argument that there is not", { ...zip, source_folder: "a" }, /source_folder/],
  ])("%s, when the stack is validated", async (_, one, message) => {
    const terraform = await archiveStack({ folder: temporaryFolder(), archives: { one } });
    await terraform.init();
    await expect(terraform.validate()).rejects.toThrow(message);
  });

  test.each([
    ["a missing folder", { source_dir: "missing" }, /could not archive missing directory: missing/],
    ["a folder that is a file", { source_dir: "file" }, /directory that is a file: file/],
    ["an empty archive", { source_dir: "empty" }, /would be empty/],
    [
      "a mode that is none",
      { source_file: "file", output_file_mode: "rw" },
      /error parsing output_file_mode value: rw/,
    ],
  ])("%s, when the stack is planned", async (_, args, message) => {
    const folder = temporaryFolder();
    write(folder, { file: "" });
    mkdirSync(join(folder, "empty"));
    const terraform = await archiveStack({ folder, archives: { one: { ...zip, ...args } } });
    await terraform.init();
    const error = await terraform.plan().catch((reason: unknown) => reason);
    // Terraform breaks lines wherever its frame ends.
    expect((error as TerraformError).diagnostics.replace(/\s+/g, " ")).toMatch(message);
  });
});

describe("the provider's process", () => {
  test("leaves no socket behind", async () => {
    const folder = temporaryFolder();
    await archived(folder, { source_content: "a", source_content_filename: "a" });
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  test("says what to do when Terraform insists on TLS", async () => {
    const folder = temporaryFolder();
    const terraform = await archiveStack({ folder });
    await terraform.init();
    const withTls = await archiveStack({ folder, environment: { TF_DISABLE_PLUGIN_TLS: "" } });
    await expect(withTls.validate()).rejects.toThrow(/Set\s+TF_DISABLE_PLUGIN_TLS=1/);
  });

  test("ends, socket and all, when the process that started it is gone", async () => {
    const folder = temporaryFolder();
    const platform = "linux_amd64";
    await installOfflineArchive(folder, archiveProvider, platform);
    const executable = join(
      folder,
      packageFolder(archiveProvider, platform),
      "terraform-provider-archive_v2.7.1_x5",
    );
    const parent = spawn("sh", ["-c", '"$0" & wait', executable], {
      env: { PATH: process.env["PATH"], TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [handshake] = (await new Promise<string[]>((resolve) => {
      parent.stdout.once("data", (data: Buffer) => {
        resolve([data.toString()]);
      });
    })) as [string];
    const socket = handshake.split("|")[3] ?? "";
    expect(existsSync(socket)).toBe(true);
    const closed = new Promise((resolve) => parent.stdout.once("close", resolve));
    parent.kill("SIGKILL");
    await closed; // The provider held the other end.
    await until(() => !existsSync(socket));
  });
});
