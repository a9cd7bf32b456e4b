import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type ArchiveEntry, fileEntry, folderEntries, zip } from "./zip-archive";

/** A value that Terraform does not know yet, e.g. an attribute of something not yet created. */
export const unknownValue = Symbol("unknown");

type Argument<T> = T | null;

/** The arguments of `archive_file`, as Terraform sends them: every one is there, unset ones `null`. */
export interface ArchiveFileConfig {
  readonly type: string;
  readonly output_path: string;
  readonly output_file_mode: Argument<string>;
  readonly source_file: Argument<string>;
  readonly source_dir: Argument<string>;
  readonly excludes: Argument<readonly string[]>;
  readonly exclude_symlink_directories: Argument<boolean>;
  readonly source_content: Argument<string>;
  readonly source_content_filename: Argument<string>;
  readonly source: readonly { readonly content: string; readonly filename: string }[];
}

/** The same before all values are known. */
export type PartialArchiveFileConfig = {
  readonly [K in keyof ArchiveFileConfig]: ArchiveFileConfig[K] | typeof unknownValue;
};

/** An error that Terraform shows beside the block it concerns. */
export interface Diagnostic {
  readonly severity: "ERROR";
  readonly summary: string;
  readonly detail: string;
}

const text = "string";
const computed = { computed: true } as const;
const optional = { optional: true } as const;
const required = { required: true } as const;

/**
 * The schema of hashicorp/archive 2.7.1's data source `archive_file`.
 * https://registry.terraform.io/providers/hashicorp/archive/2.7.1/docs/data-sources/file
 */
export const archiveFileSchema = {
  version: 0,
  block: {
    attributes: [
      attribute("exclude_symlink_directories", "bool", optional),
      attribute("excludes", ["set", text], optional),
      attribute("id", text, computed),
      attribute("output_base64sha256", text, computed),
      attribute("output_base64sha512", text, computed),
      attribute("output_file_mode", text, optional),
      attribute("output_md5", text, computed),
      attribute("output_path", text, required),
      attribute("output_sha", text, computed),
      attribute("output_sha256", text, computed),
      attribute("output_sha512", text, computed),
      attribute("output_size", "number", computed),
      attribute("source_content", text, optional),
      attribute("source_content_filename", text, optional),
      attribute("source_dir", text, optional),
      attribute("source_file", text, optional),
      attribute("type", text, required),
    ],
    blockTypes: [
      {
        typeName: "source",
        nesting: "SET",
        block: {
          attributes: [attribute("content", text, required), attribute("filename", text, required)],
        },
      },
    ],
  },
};

function attribute<Use extends object>(name: string, type: unknown, use: Use) {
  // The protocol carries a type as its JSON constraint: "string", or ["set","string"].
  return { name, type: Buffer.from(JSON.stringify(type)), ...use };
}

const sources = ["source", "source_content_filename", "source_file", "source_dir"] as const;

/** Pairs that the real provider refuses together. */
const conflicts: Partial<Record<keyof ArchiveFileConfig, readonly (keyof ArchiveFileConfig)[]>> = {
  source: ["source_file", "source_dir", "source_content", "source_content_filename"],
  source_file: ["source_dir", "source_content", "source_content_filename"],
  source_dir: ["source_content", "source_content_filename"],
  excludes: ["source_file", "source_content", "source_content_filename"],
};

/** What is wrong with a configuration, as far as its values are known. */
export function validateArchiveFile(config: PartialArchiveFileConfig): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (sources.every((name) => isUnset(config[name]))) {
    diagnostics.push(
      error(
        "Missing Attribute Configuration",
        `At least one of these attributes must be configured: [${sources.join(",")}]`,
      ),
    );
  }
  for (const [name, others] of Object.entries(conflicts)) {
    for (const other of others) {
      if (isKnown(config[name as keyof ArchiveFileConfig]) && isKnown(config[other])) {
        diagnostics.push(
          error(
            "Invalid Attribute Combination",
            `Attribute "${other}" cannot be specified when "${name}" is specified`,
          ),
        );
      }
    }
  }
  if (config.type !== unknownValue && config.type !== "zip") {
    diagnostics.push(
      error(
        "Unsupported archive type",
        `The offline stand-in for hashicorp/archive makes archives of type "zip", not "${config.type}". ` +
          "Use the real provider: connect to the Internet once, or put it into a provider mirror.",
      ),
    );
  }
  return diagnostics;
}

function isUnset(value: unknown): boolean {
  // A block that is not written arrives as an empty set, not as null.
  return value === null || (Array.isArray(value) && value.length === 0);
}

function isKnown(value: unknown): boolean {
  return value !== unknownValue && !isUnset(value);
}

function error(summary: string, detail: string): Diagnostic {
  return { severity: "ERROR", summary, detail };
}

/**
 * Writes the archive and returns the data source's state. Relative paths start at the working
 * directory, which Terraform sets to the root module's.
 * @throws If a source cannot be read, the archive would be empty, or it cannot be written.
 */
export function readArchiveFile(config: ArchiveFileConfig): Record<string, unknown> {
  const archive = zip(entriesOf(config), parseFileMode(config.output_file_mode));
  mkdirSync(dirname(config.output_path), { recursive: true });
  writeFileSync(config.output_path, archive);

  const digest = (algorithm: string) => createHash(algorithm).update(archive).digest();
  const [sha1, sha256, sha512] = [digest("sha1"), digest("sha256"), digest("sha512")];
  return {
    ...config,
    id: sha1.toString("hex"),
    output_size: archive.length,
    output_md5: digest("md5").toString("hex"),
    output_sha: sha1.toString("hex"),
    output_sha256: sha256.toString("hex"),
    output_base64sha256: sha256.toString("base64"),
    output_sha512: sha512.toString("hex"),
    output_base64sha512: sha512.toString("base64"),
  };
}

function entriesOf(config: ArchiveFileConfig): ArchiveEntry[] {
  if (config.source_dir !== null) {
    return folderEntries(config.source_dir, {
      excludes: config.excludes ?? [],
      excludeSymlinkDirectories: config.exclude_symlink_directories ?? false,
    });
  }
  if (config.source_file !== null) return [fileEntry(config.source_file)];
  if (config.source_content_filename !== null) {
    return [contentEntry(config.source_content_filename, config.source_content ?? "")];
  }
  return config.source
    .map(({ filename, content }) => contentEntry(filename, content))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function contentEntry(name: string, content: string): ArchiveEntry {
  return { name, content: Buffer.from(content), mode: undefined };
}

/**
 * Reads `output_file_mode` as Go's `strconv.ParseUint` with base 0 does: `"0644"` and `"0o644"` are
 * octal, `"0x1a4"` is hexadecimal and, surprisingly, `"644"` is decimal.
 */
function parseFileMode(mode: string | null): number | undefined {
  if (mode === null || mode === "") return undefined;
  const value = Number(mode.replace(/^0(?=[0-7])/, "0o"));
  if (!Number.isInteger(value) || value < 0) {
    throw new Error(`error parsing output_file_mode value: ${mode}`);
  }
  return value & 0o777;
}
