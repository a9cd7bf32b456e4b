import { App } from "cdktf";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resolveConfiguration } from "../../configuration";
import { AuthStack } from "../../stacks/auth-stack";
import { declaresItself, functionsFolder, functionsIn } from "../../stacks/functions-folder";

/** A bundle, and the variables that it is loaded with. */
export interface Subject {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** In place of what is known only after apply. It has the form of a pool's id, which functions look at. */
const example = "eu-west-1_Example00";

/**
 * The functions that ship and that an environment has to ask for, as one that asks for all would deploy them.
 *
 * @param others functions that environments have without that.
 */
export function functionsOnDemand(folder: string, others: readonly string[]): readonly Subject[] {
  const each = Object.fromEntries(
    functionsIn(functionsFolder)
      .filter((name) => declaresItself(functionsFolder, name))
      .map((name) => [name, { deploy: !others.includes(name) }]),
  );
  const [environment] = resolveConfiguration({
    project: "acme",
    environments: {
      dev: {
        accountId: "111122223333",
        region: "eu-west-1",
        state: { bucket: "acme-states" },
        clients: { web: { oauth: { callbackUrls: ["https://app.example.com/auth/callback"] } } },
        functions: { each },
      },
    },
  });
  if (environment === undefined) throw new Error("There is no environment.");
  const auth = new AuthStack(new App({ outdir: path.join(folder, "on-demand") }), environment);
  const made = { ...auth.functions, ...auth.edgeFunctions };
  return Object.entries(made)
    .filter(([name]) => each[name]?.deploy === true)
    .map(([name, { bundle, environment: variables }]) => {
      const own = path.join(folder, "on-demand", name);
      const file = path.join(own, bundle.fileName);
      const known = Object.fromEntries(
        Object.entries(variables).map(([key, value]) => [
          key,
          value.includes("${") ? example : value,
        ]),
      );
      mkdirSync(own, { recursive: true });
      writeFileSync(file, bundle.code);
      // Where functions at the edge have what others have as environment variables.
      writeFileSync(path.join(own, "variables.json"), JSON.stringify(known));
      const place = { AWS_REGION: "eu-west-1", AWS_LAMBDA_FUNCTION_NAME: name };
      return {
        name,
        file,
        bytes: bundle.code.byteLength,
        environment: { ...place, LAMBDA_TASK_ROOT: own, ...known },
      };
    });
}
