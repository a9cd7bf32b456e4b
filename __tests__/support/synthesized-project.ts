import { afterAll } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
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
 * Every stack of this project, synthesized by `main.ts` into a folder that is gone after the file's
 * last test. Call outside of tests.
 *
 * @throws Error with the words of `main.ts` when it refuses.
 */
export function synthesizedProject(): readonly SynthesizedStack[] {
  const outputFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
  afterAll(() => {
    rmSync(outputFolder, { recursive: true, force: true });
  });
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: project,
    env: { ...process.env, CDKTF_OUTDIR: outputFolder },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr.trim());
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
