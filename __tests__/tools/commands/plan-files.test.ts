import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { planJson, showForeignPlan } from "../../../tools/deploy/plan/foreign-plan";
import { localFolder, projectFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProvider } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { PlanError, type Review } from "../../../tools/review/model";
import { reviewPlan } from "../../../tools/review/review-plan";
import { ended, type EndedCommand } from "../../support/command";
import { writeForeignProject } from "../../support/real-plans/foreign-project";
import { writeLargePlan } from "../../support/real-plans/large-plan";
import { recordedText } from "../../support/real-plans/recorded";
import { zipOf } from "../../support/zip";

// Terraform runs, and commands start, on a machine that may be busy.
const minutes = 60_000;

/*
 * `npm run plan -- --plan` and `--plan-json`. What is refused before anything is reviewed, is refused by the
 * functions that the command calls; they are called here, for a command takes a second to start.
 */

/** Somewhere else than the project, as whoever has a plan of another project is. */
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));

/** Where a plan is that was copied away from the project that it was made in. */
const elsewhere = path.join(folder, "elsewhere");
const inFolder = (name: string) => path.join(elsewhere, name);

/** What `terraform show -json` says of `first.tfplan`: the first deployment of a project written by hand. */
let firstJson: string;

/** The same of the plan that deletes half of that project. */
const dangerousJson = recordedText("foreign-project/less");

/** A state as Terraform writes it. */
const state = JSON.stringify({
  version: 4,
  terraform_version: "1.11.4",
  serial: 1,
  lineage: "4f6a1c1e-0000-4000-8000-000000000000",
  outputs: {},
  resources: [],
  check_results: null,
});

beforeAll(async () => {
  const project = path.join(folder, "project");
  mkdirSync(elsewhere);
  const binary = await findTerraform(process.env);
  const providers = await prepareProviders({
    terraform: binary,
    required: [requiredProvider("hashicorp/aws", "5.100.0", binary.registryHost)],
    projectMirror: path.join(localFolder, "providers"),
    runFolder: path.join(folder, "run"),
    userEnvironment: process.env,
  });
  const { environment } = providers;
  const terraform = new Terraform({ binary, folder: project, environment });
  writeForeignProject(project, "before");
  await terraform.init();
  await terraform.planTo(inFolder("first.tfplan"));
  firstJson = await text(terraform.showJson(inFolder("first.tfplan")));
  writeFileSync(inFolder("dangerous.json"), dangerousJson);
}, 10 * minutes);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `npm run plan` of the project from the folder where the plans are. */
function planByNpm(args: readonly string[]): Promise<EndedCommand> {
  const command = ["--prefix", projectFolder, "run", "--silent", "plan", "--", ...args];
  return new Promise((resolve) => {
    execFile("npm", command, { cwd: elsewhere }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? -1);
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** The same without npm, which says where it was called. */
const plan = (args: readonly string[], environment = {}) =>
  ended(projectFolder, "plan", args, { INIT_CWD: elsewhere, ...environment });

describe("a plan of a project that was written by hand", () => {
  test(
    "is reviewed from the file that Terraform has written, far from that project, as from its JSON",
    async () => {
      const { exitCode, stdout, stderr } = await planByNpm(["--plan", "first.tfplan", "--json"]);
      expect([exitCode, stderr]).toEqual([0, expect.anything()]);
      const { verdict, counts, changes, findings } = JSON.parse(stdout) as Review;
      expect([verdict, counts.create]).toEqual(["safe", 10]);
      const ofJson = await reviewed([Buffer.from(firstJson)]);
      expect({ verdict, counts, changes, findings }).toEqual(
        // As JSON has it, without what is undefined.
        JSON.parse(
          JSON.stringify({
            verdict: ofJson.verdict,
            counts: ofJson.counts,
            changes: ofJson.changes,
            findings: ofJson.findings,
          }),
        ),
      );
    },
    5 * minutes,
  );

  test(
    "is blocked when it deletes what holds users",
    async () => {
      const { exitCode, stdout } = await plan(["--plan-json", "dangerous.json", "--json"]);
      expect(exitCode).toBe(2);
      const { verdict, findings } = JSON.parse(stdout) as Review;
      expect(verdict).toBe("blocked");
      const blocked = findings.filter(({ level }) => level === "block");
      expect(blocked.map(({ address, rule }) => `${address}: ${rule}`).sort()).toEqual(
        [
          "aws_cognito_identity_pool.files[1]",
          'module.directory["staff"].aws_cognito_user_group.admins',
          'module.directory["staff"].aws_cognito_user_pool.users',
          'module.directory["staff"].aws_cognito_user_pool_client.app["mobile"]',
          'module.directory["staff"].aws_cognito_user_pool_client.app["web"]',
        ].map((address) => `${address}: stateful-resource-deleted`),
      );
    },
    5 * minutes,
  );
});

/** What is not a plan, by the option that it is given to, and what the error says. */
const noPlans: readonly {
  readonly name: string;
  readonly option: "--plan" | "--plan-json";
  /** Left out where the file is missing. */
  readonly content?: () => string | Uint8Array;
  readonly says: RegExp;
}[] = [
  { name: "missing", option: "--plan", says: /no file/ },
  { name: "empty", option: "--plan", content: () => "", says: /empty/ },
  {
    name: "as JSON",
    option: "--plan",
    content: () => dangerousJson,
    says: /--plan-json/,
  },
  {
    name: "cut off",
    option: "--plan",
    content: () => readFileSync(inFolder("first.tfplan")).subarray(0, -100),
    says: /damaged/,
  },
  {
    name: "a zip of something else",
    option: "--plan",
    content: () => zipOf({ "index.js": "exports.handler = 1" }),
    says: /not a plan/,
  },
  {
    name: "a zip that only looks like a plan",
    option: "--plan",
    content: () => zipOf({ tfplan: "not protobuf", tfstate: "{}" }),
    says: /plan/,
  },
  { name: "missing", option: "--plan-json", says: /no file/ },
  { name: "empty", option: "--plan-json", content: () => "", says: /empty/ },
  {
    name: "garbage",
    option: "--plan-json",
    content: () => Uint8Array.from({ length: 5000 }, (_, n) => ((n + 1) * 7919) % 251),
    says: /JSON|UTF-8/,
  },
  {
    name: "cut off",
    option: "--plan-json",
    content: () => dangerousJson.slice(0, 9000),
    says: /cut off|ends/,
  },
  {
    name: "still binary",
    option: "--plan-json",
    content: () => readFileSync(inFolder("first.tfplan")),
    says: /--plan\b/,
  },
  {
    name: "compressed",
    option: "--plan-json",
    content: () => gzipSync(dangerousJson),
    says: /gunzip/,
  },
  {
    name: "in UTF-16",
    option: "--plan-json",
    content: () => Buffer.from(dangerousJson, "utf16le"),
    says: /UTF-16/,
  },
  {
    name: "a state",
    option: "--plan-json",
    content: () => state,
    says: /state/,
  },
  {
    name: "the providers' schemas",
    option: "--plan-json",
    content: () => '{"format_version":"1.0","provider_schemas":{}}',
    says: /schema/,
  },
  {
    name: "the log of terraform plan -json",
    option: "--plan-json",
    content: () =>
      '{"@level":"info","@message":"Terraform 1.11.4","type":"version"}\n{"@level":"info"}\n',
    says: /terraform plan -json/,
  },
  {
    name: "of a format that nobody knows yet",
    option: "--plan-json",
    content: () => '{"format_version":"2.0","terraform_version":"9.0.0","resource_changes":[]}',
    says: /format version/,
  },
  {
    name: "of another program",
    option: "--plan-json",
    content: () => '{"name":"gatehouse","version":"1.0.0"}',
    says: /no plan/,
  },
  { name: "a list", option: "--plan-json", content: () => "[1, 2]", says: /plan/ },
];

test.each(noPlans)(
  "$option of a file that is $name is one clear error, and never passes",
  async ({ name, option, content, says }) => {
    const file = inFolder(`${name.replaceAll(/\W/g, "-")}${option}.file`);
    if (content) writeFileSync(file, content());
    await expect(reviewFile(option, file)).rejects.toThrow(says);
  },
  5 * minutes,
);

test.each(["--plan", "--plan-json"] as const)(
  "%s of a folder is one clear error",
  async (option) => {
    await expect(reviewFile(option, elsewhere)).rejects.toThrow(/is a folder/);
  },
);

test(
  "the command ends with 1 and prints nothing but the error where the file is no plan",
  async () => {
    writeFileSync(inFolder("half.json"), dangerousJson.slice(0, 9000));
    const refused = await Promise.all([
      plan(["--plan", "dangerous.json", "--json"]),
      plan(["--plan-json", "half.json", "--json"]),
    ]);
    for (const { exitCode, stdout, stderr } of refused) {
      expect(stderr).toMatch(/--plan-json|cut off|ends/);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect([exitCode, stdout]).toEqual([1, ""]);
    }
  },
  5 * minutes,
);

/** What the command does with a file. */
async function reviewFile(option: "--plan" | "--plan-json", file: string): Promise<Review> {
  if (option === "--plan-json") return reviewed(await planJson(file));
  const run = mkdtempSync(path.join(folder, "run-"));
  const { signal } = new AbortController();
  return reviewed(await showForeignPlan({ file, folder: run, signal, say: () => undefined }));
}

test("a plan that is cut off anywhere is refused", async () => {
  const bytes = Buffer.from(dangerousJson);
  // Terraform ends it with a line's end.
  const whole = bytes.toString("utf8").trimEnd().length;
  const lengths = Array.from({ length: 120 }, (_, n) => Math.floor((n * whole) / 120));
  for (const length of [...lengths, 1, whole - 1]) {
    const cut = bytes.subarray(0, length);
    await expect(reviewed([cut])).rejects.toThrow(PlanError);
  }
});

test("a plan says the same however its bytes arrive", async () => {
  const bytes = Buffer.from(dangerousJson);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, n) =>
    bytes.subarray(n * 7, n * 7 + 7),
  );
  expect(await reviewed(pieces)).toEqual(await reviewed([bytes]));
});

test(
  "a plan of 100 MB is reviewed in less than 400 MB of memory",
  async () => {
    const count = await writeLargePlan(inFolder("large.json"), 100e6);
    const memory = inFolder("memory");
    const { exitCode, stdout, stderr } = await plan(["--plan-json", "large.json", "--json"], {
      // In quotes: the project may be in a folder with a space in its name.
      NODE_OPTIONS: `--require "${path.join(projectFolder, "__tests__/support/real-plans/peak-memory.js")}"`,
      PEAK_MEMORY_FILE: memory,
    });
    expect([exitCode, stderr]).toEqual([0, expect.anything()]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "safe", counts: { update: count } });
    const peaks = readFileSync(memory, "utf8").trim().split("\n").map(Number);
    expect(Math.max(...peaks)).toBeLessThan(400 * 1024);
  },
  10 * minutes,
);

async function reviewed(
  pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<Review> {
  return reviewPlan(Readable.from(pieces), {
    mode: "plan",
    stack: undefined,
    environment: undefined,
    production: true,
    allowances: [],
    now: new Date("2026-01-01"),
  });
}
