import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { Fn, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Bundle, BundleError, type Bundling, triedBundle } from "./bundle";

/** Props of {@link FunctionArchive}. */
export interface FunctionArchiveProps {
  /** Folder of the function's `index.ts`. */
  readonly source: string;
  /** Default: as every function is bundled. */
  readonly bundling?: Bundling;
  /** Name of the function's folder and zip within the stack's. */
  readonly name: string;
  /** What lies beside the code, by the files' names. Terraform may know it only after the deployment. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * A function's zip. The bundle is written into the stack's own folder when the app is synthesized,
 * and Terraform's archive provider zips it: the folder is all that an apply elsewhere needs.
 *
 * With `files`, Terraform reads the bundle itself and hands all of it to the provider, and so keeps it in its
 * state: there is no other way to zip what is not in a file yet.
 *
 * @throws BundleError, when it is synthesized, if the source does not bundle. Until then `bundle.problem` says so.
 * @see https://registry.terraform.io/providers/hashicorp/archive/2.7.1/docs/data-sources/file
 */
export class FunctionArchive extends Construct {
  readonly name: string;
  readonly bundle: Bundle;
  /** Path of the zip, from the stack's folder. */
  readonly path: string;
  /** SHA-256 of the zip in Base64, as Lambda gives it. Changes when, and only when, the bundle does. */
  readonly hash: string;
  /** The same in hexadecimal digits: Base64's `/` and `+` are trouble in a key of S3's. */
  readonly hexHash: string;
  /** What Lambda calls. */
  readonly handler = "index.handler";

  constructor(scope: Construct, id: string, props: FunctionArchiveProps) {
    super(scope, id);
    const { source, name, bundling, files } = props;
    this.name = name;
    this.bundle = triedBundle(source, bundling);
    const { code, fileName, problem } = this.bundle;
    const bundle = path.posix.join("functions", name, fileName);
    const stack = TerraformStack.of(this);

    // Not a TerraformAsset: that copies from a file, and this bundle has never been in one.
    addCustomSynthesis(this, {
      onSynthesize: ({ manifest, outdir }) => {
        if (problem !== undefined) throw new BundleError(problem);
        const target = path.join(outdir, manifest.forStack(stack).workingDirectory, bundle);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, code);
      },
    });

    const archive = new DataArchiveFile(this, "zip", {
      type: "zip",
      ...(files === undefined
        ? { sourceFile: bundle }
        : {
            source: [
              { filename: fileName, content: Fn.file(bundle) },
              ...Object.entries(files).map(([filename, content]) => ({ filename, content })),
            ],
          }),
      // The mode is part of the zip: without this, another umask would give another hash.
      outputFileMode: "0644",
      outputPath: path.posix.join("functions", `${name}.zip`),
    });
    this.path = archive.outputPath;
    this.hash = archive.outputBase64Sha256;
    this.hexHash = archive.outputSha256;
  }
}
