import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { ConfigurationInput, Environment } from "../../configuration";
import type { AuthStack } from "../../stacks/auth-stack";
import type { Extension } from "../../stacks/environment-stacks";
import { compose } from "../composition/compose";
import { adoptable, keepAll } from "./adopted-resources";
import type { Kept } from "./kept";

const stackJson = z.looseObject({
  resource: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
});

/** An environment that adopts a pool, as a stack that Terraform can plan. */
export interface AdoptedStack {
  readonly environment: Environment;
  /** What can be adopted of it, each with what it is called in `extend.ts`. */
  readonly adoptable: ReturnType<typeof adoptable>;
  readonly folder: string;
  /** Its resources by type and name, as they are written. */
  readonly resources: z.output<typeof stackJson>["resource"];
}

/**
 * Synthesizes the auth stack of one environment, with what it keeps; as long as that is nothing, without
 * `prevent_destroy`, for a first look. Its state is on disk and empty: the
 * plan shows what the first apply would do, and nothing has to be there for that.
 *
 * @param output a folder that this makes.
 * @throws as {@link compose} does.
 */
export async function adoptedStack(
  output: string,
  configuration: ConfigurationInput,
  kept: Kept,
  extend: Extension,
): Promise<AdoptedStack> {
  await mkdir(output, { recursive: true });
  let auth: AuthStack | undefined;
  const { app } = compose(output, {
    configuration,
    extend: (extended) => {
      extend(extended);
      ({ auth } = extended);
      keepAll(auth, kept);
    },
  });
  app.synth();
  if (auth === undefined) throw new Error("There is no environment to adopt a pool.");
  const { environment } = auth;
  const folder = path.join(output, "stacks", `auth-${environment.environment}`);
  await writeFile(
    path.join(folder, "backend_override.tf.json"),
    JSON.stringify({ terraform: { backend: { local: { path: "terraform.tfstate" } } } }),
  );
  const file = path.join(folder, "cdk.tf.json");
  const json = stackJson.parse(JSON.parse(await readFile(file, "utf8")));
  const resources = json.resource;
  // Terraform refuses to plan what would replace a protected resource, and then does not tell why it would.
  if (kept.size === 0) {
    const unprotected = JSON.stringify(json, (key, value: unknown) =>
      key === "prevent_destroy" ? undefined : value,
    );
    await writeFile(file, unprotected);
  }
  return { environment, adoptable: adoptable(auth), folder, resources };
}
