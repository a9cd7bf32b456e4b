import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Template } from "./template";

const project = path.resolve(__dirname, "../..");

/** A stack as `npm run synth` writes it. */
export interface SynthesizedStack {
  readonly name: string;
  /** The stack's folder, with the code of its functions. */
  readonly folder: string;
  readonly template: Template;
}

/**
 * Every stack of this project, synthesized by `main.ts`: once for all files of a Jest worker, into a folder that is
 * gone after the last test of all.
 *
 * @throws Error with the words of `main.ts` when it refuses.
 */
export function synthesizedProject(): readonly SynthesizedStack[] {
  const worker = process.env["JEST_WORKER_ID"] ?? "";
  const outputFolder = path.join(realpathSync(tmpdir()), `gatehouse-project-${worker}`);
  // It is written last.
  if (!existsSync(path.join(outputFolder, "manifest.json"))) {
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
      cwd: project,
      env: { ...process.env, CDKTF_OUTDIR: outputFolder },
      encoding: "utf8",
    });
    if (status !== 0) {
      rmSync(outputFolder, { recursive: true, force: true });
      throw new Error(stderr.trim());
    }
  }
  const { stacks } = JSON.parse(readFileSync(path.join(outputFolder, "manifest.json"), "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly workingDirectory: string }>>;
  };
  return Object.entries(stacks).map(([name, { workingDirectory }]) => {
    const folder = path.join(outputFolder, workingDirectory);
    const json = readFileSync(path.join(folder, "cdk.tf.json"), "utf8");
    return { name, folder, template: new Template(withoutComments(json)) };
  });
}

/** Terraform does not read what cdktf notes of each construct. */
function withoutComments(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (key, value: unknown) => (key === "//" ? undefined : value)),
  );
}
