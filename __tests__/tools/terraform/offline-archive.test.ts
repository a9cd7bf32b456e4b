import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { unzipSync } from "fflate";
import { installOfflineArchive } from "../../../tools/terraform/offline-archive/install";
import { packageFolder } from "../../../tools/terraform/required-provider";
import type { Plan, Terraform } from "../../../tools/terraform/terraform";
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

/** Runs work with files made for these people alone, or for more. */
async function withUmask(mask: number, work: () => Promise<void>): Promise<void> {
  const umask = process.umask(mask);
  try {
    await work();
  } finally {
    process.umask(umask);
  }
}

/** A folder as it was checked out in a year, and how it is packed. */
function writeCheckout(folder: string, year: number) {
  write(folder, { "checkout/index.js": "export const a = 1;", "checkout/lib/b.js": "b" });
  utimesSync(join(folder, "checkout", "index.js"), new Date(year, 1), new Date(year, 1));
  return { source_dir: "checkout", output_file_mode: "0644" };
}

/** Archives by name, `<name>.zip` each. */
const archived = (archives: Readonly<Record<string, object>>) =>
  Object.fromEntries(
    Object.entries(archives).map(([name, args]) => [
      name,
      { type: "zip", output_path: `${name}.zip`, ...args },
    ]),
  );

describe("archive_file", () => {
  /* Each command of Terraform's starts the provider: one stack has an archive of every kind. */
  let folder: string;
  let terraform: Terraform;
  let planned: Plan;
  let wasReadEarly: boolean;
  let attributes: Record<string, unknown>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
    write(folder, { "source/b.js": "b", "source/a/z.txt": "é", "linked/in.txt": "linked" });
    symlinkSync(join(folder, "linked"), join(folder, "source", "c"));
    chmodSync(join(folder, "source", "b.js"), 0o750);
    write(folder, { "deep/down/index.js": "one" });
    const names = ["a.js", "a.js.map", ".cache/x", "lib/b.js", "lib/.b.map", "test/t.js"];
    write(folder, Object.fromEntries(names.map((name) => [`much/${name}`, name])));
    write(folder, { "links/a.txt": "a", "links/z.txt": "z" });
    symlinkSync(join(folder, "linked"), join(folder, "links", "m"));
    const source = [
      { filename: "b.txt", content: "second" },
      { filename: "a.txt", content: "" },
    ];
    await withUmask(0o022, async () => {
      terraform = await archiveStack({
        folder,
        archives: archived({
          folder: { source_dir: "${path.module}/source" },
          file: { source_file: "deep/down/index.js", output_file_mode: "0400" },
          content: { source_content: "hello", source_content_filename: "a/hello.txt" },
          several: { source },
          excluded: { source_dir: "much", excludes: ["test", "**/*.map", ".cache/*"] },
          unlinked: { source_dir: "links", exclude_symlink_directories: true },
          checkout: writeCheckout(folder, 2001),
          later: {
            source_content_filename: "id.txt",
            source_content: "${terraform_data.one.output}",
          },
        }),
        blocks: {
          resource: { terraform_data: { one: { input: "now known" } } },
          output: { folder: { value: "${data.archive_file.folder}" } },
        },
      });
      await terraform.init();
      await terraform.validate();
      planned = await terraform.plan();
      wasReadEarly = existsSync(join(folder, "later.zip"));
      await terraform.apply();
      attributes = (await terraform.outputs())["folder"] as Record<string, unknown>;
    });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** An archive's files as text, in the archive's order. */
  function contents(archive: string): Record<string, string> {
    const files = Object.entries(unzipSync(readFileSync(join(folder, `${archive}.zip`))));
    return Object.fromEntries(files.map(([name, data]) => [name, Buffer.from(data).toString()]));
  }

  test("packs a folder in order of names, links followed, with its hashes right", () => {
    expect(contents("folder")).toEqual({ "a/z.txt": "é", "b.js": "b", "c/in.txt": "linked" });
    expect(listing(join(folder, "folder.zip"))).toEqual([
      ["a/z.txt", "0o100644", zeroedDate],
      ["b.js", "0o100750", zeroedDate],
      ["c/in.txt", "0o100644", zeroedDate],
    ]);
    const bytes = readFileSync(join(folder, "folder.zip"));
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
    const other = temporaryFolder();
    await withUmask(0o077, async () => {
      const stack = await archiveStack({
        folder: other,
        archives: archived({ checkout: writeCheckout(other, 2020) }),
      });
      await stack.init();
      await stack.apply();
    });
    const [one, two] = [folder, other].map((where) => readFileSync(join(where, "checkout.zip")));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  });

  test("packs one file, under its name alone, with the mode asked for", () => {
    expect(contents("file")).toEqual({ "index.js": "one" });
    expect(listing(join(folder, "file.zip"))).toEqual([["index.js", "0o100400", zeroedDate]]);
  });

  test("packs contents, one or several", () => {
    expect(contents("content")).toEqual({ "a/hello.txt": "hello" });
    expect(Object.entries(contents("several"))).toEqual([
      ["a.txt", ""],
      ["b.txt", "second"],
    ]);
  });

  test("leaves out what is excluded, by path or by pattern, hidden files too", () => {
    expect(Object.keys(contents("excluded"))).toEqual(["a.js", "lib/b.js"]);
  });

  test("loses what follows an excluded link to a folder, as the real provider does", () => {
    expect(Object.keys(contents("unlinked"))).toEqual(["a.txt"]);
  });

  test("waits for values that are known only after apply", () => {
    expect(planned.hasChanges && planned.text).toContain(
      "data.archive_file.later will be read during apply",
    );
    expect(wasReadEarly).toBe(false);
    expect(contents("later")).toEqual({ "id.txt": "now known" });
  });

  test("is no change to the next plan, and leaves no socket behind", async () => {
    expect(await terraform.plan()).toEqual({ hasChanges: false });
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
    write(folder, { "source/b.js": "another" });
    expect(await terraform.plan()).toMatchObject({ hasChanges: true });
  });
});

describe("archive_file refuses", () => {
  /** What Terraform says of a stack, on one line: it breaks lines wherever its frame ends. */
  async function refusal(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((reason: unknown) => reason);
    return (error as TerraformError).diagnostics.replace(/[\s│]+/g, " ");
  }

  test("what is wrong by itself, when the stack is validated", async () => {
    const terraform = await archiveStack({
      folder: temporaryFolder(),
      archives: archived({
        none: {},
        two: { source_dir: "a", source_file: "b" },
        // Only the real provider can make it.
        tar: { type: "tar.gz", source_dir: "a" },
        unknown: { source_folder: "a" },
      }),
    });
    await terraform.init();
    const said = await refusal(terraform.validate());
    for (const message of [
      /At least one of these attributes must be configured/,
      /Attribute "source_dir" cannot be specified when "source_file" is/,
      /archives of type "zip", not "tar\.gz"/,
      /source_folder/,
    ]) {
      expect(said).toMatch(message);
    }
  });

  test("what cannot be packed, when the stack is planned", async () => {
    const folder = temporaryFolder();
    write(folder, { file: "" });
    mkdirSync(join(folder, "empty"));
    const terraform = await archiveStack({
      folder,
      archives: archived({
        missing: { source_dir: "missing" },
        file: { source_dir: "file" },
        empty: { source_dir: "empty" },
        mode: { source_file: "file", output_file_mode: "rw" },
      }),
    });
    await terraform.init();
    const said = await refusal(terraform.plan());
    for (const message of [
      /could not archive missing directory: missing/,
      /directory that is a file: file/,
      /would be empty/,
      /error parsing output_file_mode value: rw/,
    ]) {
      expect(said).toMatch(message);
    }
  });
});

describe("the provider's process", () => {
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
    await installOfflineArchive(folder, archiveProvider, platform, join(folder, "kept"));
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
