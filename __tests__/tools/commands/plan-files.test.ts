import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { startLocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder, projectFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProvider } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { PlanError, type Review } from "../../../tools/review/model";
import { reviewPlan } from "../../../tools/review/review-plan";
import { type Edition, writeForeignProject } from "../../support/real-plans/foreign-project";
import { writeLargePlan } from "../../support/real-plans/large-plan";
import { zipOf } from "../../support/zip";
import { administrator } from "../../support/administrator";

// Terraform runs, and commands start, on a machine that may be busy.
const minutes = 60_000;

/** Somewhere else than the project, as whoever has a plan of another project is. */
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));

/** Where a plan is that was copied away from the project that it was made in. */
const elsewhere = path.join(folder, "elsewhere");

const deployed: Edition = {
  directories: ["customers", "staff"],
  identityPools: 2,
  description: "Administer",
};

/** Plans of a project that was written by hand, each made by real Terraform. */
const editions = {
  dangerous: { ...deployed, directories: ["customers"], identityPools: 1 },
  harmless: { ...deployed, description: "Look after users" },
};

beforeAll(async () => {
  const project = path.join(folder, "project");
  mkdirSync(elsewhere);
  const aws = await startLocalAws({ credentials: administrator, region: "us-east-1" });
  try {
    const binary = await findTerraform(process.env);
    const providers = await prepareProviders({
      terraform: binary,
      required: [requiredProvider("hashicorp/aws", "5.100.0", binary.registryHost)],
      projectMirror: path.join(localFolder, "providers"),
      runFolder: path.join(folder, "run"),
      userEnvironment: process.env,
    });
    const terraform = new Terraform({
      binary,
      folder: project,
      environment: { ...providers.environment, AWS_ENDPOINT_URL: aws.endpoint },
    });
    writeForeignProject(project, deployed);
    await terraform.init();
    await terraform.apply();
    for (const [name, edition] of Object.entries(editions)) {
      writeForeignProject(project, edition);
      await terraform.planTo(path.join(elsewhere, `${name}.tfplan`));
    }
    const dangerous = path.join(elsewhere, "dangerous.tfplan");
    writeFileSync(inFolder("dangerous.json"), await text(terraform.showJson(dangerous)));
    writeFileSync(inFolder("state.json"), readFileSync(path.join(project, "terraform.tfstate")));
  } finally {
    await aws.stop();
  }
}, 10 * minutes);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string) => path.join(elsewhere, name);

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run plan` of the project from the folder where the plans are. */
function plan(args: readonly string[], environment = {}): Promise<Ended> {
  const command = ["--prefix", projectFolder, "run", "--silent", "plan", "--", ...args];
  const options = { cwd: elsewhere, env: { ...process.env, ...environment } };
  return new Promise((resolve) => {
    execFile("npm", command, { ...options, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? -1);
      resolve({ exitCode, stdout, stderr });
    });
  });
}

describe("a plan of a project that was written by hand", () => {
  test(
    "is reviewed from the file that Terraform has written, far from that project",
    async () => {
      const { exitCode, stdout } = await plan(["--plan", "dangerous.tfplan", "--json"]);
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

  test(
    "passes when nothing in it is dangerous",
    async () => {
      const { exitCode, stdout } = await plan(["--plan", "harmless.tfplan", "--json"]);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: "safe", counts: { update: 2 } });
      expect(exitCode).toBe(0);
    },
    5 * minutes,
  );

  test(
    "is reviewed the same from its JSON",
    async () => {
      const [ofPlan, ofJson] = await Promise.all([
        plan(["--plan", "dangerous.tfplan", "--json"]),
        plan(["--plan-json", "dangerous.json", "--json"]),
      ]);
      expect(ofJson.exitCode).toBe(2);
      expect(JSON.parse(ofJson.stdout)).toEqual(JSON.parse(ofPlan.stdout));
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
    content: () => readFileSync(inFolder("dangerous.json")),
    says: /--plan-json/,
  },
  {
    name: "cut off",
    option: "--plan",
    content: () => readFileSync(inFolder("dangerous.tfplan")).subarray(0, -100),
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
    content: () => readFileSync(inFolder("dangerous.json")).subarray(0, 9000),
    says: /cut off|ends/,
  },
  {
    name: "still binary",
    option: "--plan-json",
    content: () => readFileSync(inFolder("dangerous.tfplan")),
    says: /--plan\b/,
  },
  {
    name: "compressed",
    option: "--plan-json",
    content: () => gzipSync(readFileSync(inFolder("dangerous.json"))),
    says: /gunzip/,
  },
  {
    name: "in UTF-16",
    option: "--plan-json",
    content: () => Buffer.from(readFileSync(inFolder("dangerous.json"), "utf8"), "utf16le"),
    says: /UTF-16/,
  },
  {
    name: "a state",
    option: "--plan-json",
    content: () => readFileSync(inFolder("state.json")),
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
    const file = `${name.replaceAll(/\W/g, "-")}${option}.file`;
    if (content) writeFileSync(inFolder(file), content());
    const { exitCode, stdout, stderr } = await plan([option, file, "--json"]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(exitCode).toBe(1);
  },
  5 * minutes,
);

test.each(["--plan", "--plan-json"])(
  "%s of a folder is one clear error",
  async (option) => {
    const { exitCode, stderr } = await plan([option, "."]);
    expect(stderr).toMatch(/is a folder/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(1);
  },
  5 * minutes,
);

test("a plan that is cut off anywhere is refused", async () => {
  const bytes = readFileSync(inFolder("dangerous.json"));
  // Terraform ends it with a line's end.
  const whole = bytes.toString("utf8").trimEnd().length;
  const lengths = Array.from({ length: 120 }, (_, n) => Math.floor((n * whole) / 120));
  for (const length of [...lengths, 1, whole - 1]) {
    const cut = bytes.subarray(0, length);
    await expect(reviewed([cut])).rejects.toThrow(PlanError);
  }
});

test("a plan says the same however its bytes arrive", async () => {
  const bytes = readFileSync(inFolder("dangerous.json"));
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

async function reviewed(pieces: readonly Uint8Array[]): Promise<Review> {
  return reviewPlan(
    (async function* () {
      await Promise.resolve();
      yield* pieces;
    })(),
    {
      mode: "plan",
      stack: undefined,
      environment: undefined,
      production: true,
      allowances: [],
      now: new Date("2026-01-01"),
    },
  );
}
