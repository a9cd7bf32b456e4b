import { App } from "cdktf";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type EnvironmentInput, resolveConfiguration, scopesOf } from "../../configuration";
import { environmentStacks } from "../../stacks/environment-stacks";
import type { Kind } from "./growth";

/*
 * Synthesizes a configuration with so many environments, clients, groups or connected functions, and prints what processor time that
 * took, in milliseconds, without the start of the process: `grown-app.ts <kind> <count>`.
 */

const kind = process.argv[2] as Kind;
const several = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Each in an account of its own: one takes no hundred environments. */
const environment = (index: number): EnvironmentInput => ({
  accountId: String(100_000_000_000 + index),
  region: "eu-west-1",
  state: { bucket: `acme-states-${index}` },
});

const api = { identifier: "api", scopes: { read: "Read" } } as const;

const grown: Readonly<Record<Kind, (count: number) => Readonly<Record<string, EnvironmentInput>>>> =
  {
    environments: (count) =>
      Object.fromEntries(several(count).map((index) => [`e${index}`, environment(index)])),
    clients: (count) => ({
      dev: {
        ...environment(0),
        resourceServers: { api },
        // Of machines: an identity pool takes ten clients that people sign in through.
        clients: Object.fromEntries(
          several(count).map((index) => [
            `c${index}`,
            { kind: "machine", oauth: { scopes: [scopesOf(api).read] } },
          ]),
        ),
      },
    }),
    groups: (count) => ({
      dev: {
        ...environment(0),
        signUp: { defaultGroup: "g0" },
        groups: several(count).map((index) => ({
          name: `g${index}`,
          precedence: index,
          description: "One of many.",
        })),
      },
    }),
    functions: () => ({ dev: environment(0) }),
  };

const definition = path.resolve(__dirname, "../../stacks/connected/define-function");

/** So many functions of a team's own, each with grants, a route and a queue. */
const writeFunctions = (of: number, folder: string): void => {
  for (const index of several(of)) {
    const own = path.join(folder, `f${index}`);
    mkdirSync(own, { recursive: true });
    writeFileSync(
      path.join(own, "function.ts"),
      `import { defineFunction } from ${JSON.stringify(definition)};
export default defineFunction(({ pool, userTable, queue }) => ({
  description: "One of many.",
  access: [pool.may("readUsers"), userTable.may("read")],
  http: { "GET /f${index}": {} },
  on: [queue("q${index}").messages()],
}));
`,
    );
    writeFileSync(path.join(own, "index.ts"), `export const handler = async () => ${index};\n`);
  }
};

const synthesize = (of: number, outdir: string): number => {
  const configuration = { project: "acme", environments: grown[kind](of) };
  const own = kind === "functions" ? path.join(outdir, "functions") : undefined;
  if (own !== undefined) writeFunctions(of, own);
  const start = process.cpuUsage();
  const app = new App({ outdir });
  for (const each of resolveConfiguration(configuration)) {
    environmentStacks(app, each, undefined, own);
  }
  app.synth();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

const folder = process.env["CDKTF_OUTDIR"] ?? "";
// What comes once, whatever there is: functions are bundled, and code is compiled.
synthesize(1, path.join(folder, "before"));
process.stdout.write(String(synthesize(Number(process.argv[3]), path.join(folder, "grown"))));
