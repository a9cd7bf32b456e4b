const { availableParallelism } = require("node:os");
const { readdirSync } = require("node:fs");
const path = require("node:path");
const { require: requireTypeScript } = require("tsx/cjs/api");

const { dependencies, devDependencies } = require("./package.json");
const { orphanedTests } = requireTypeScript("./tools/project/orphaned-tests.ts", __filename);

// Node 20 is supported here; the SDK's notice of when it drops it would be in every test's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const ownFunctions = readdirSync(path.join(__dirname, "functions")).filter(
  (name) => name !== "shared" && !name.startsWith("."),
);
const asRegExp = (file) => `<rootDir>/${file.replaceAll(".", "\\.")}$`;
const orphans = orphanedTests().files.map(asRegExp);

/** Where a team's tests are: of its configuration, of its stacks, of its functions. */
const team = ["environments", ...ownFunctions.map((name) => `functions/${name}`)];

/** Published as ES modules only, which Node 20 cannot `require`. */
const modulesOnly = [
  "jose",
  "openid-client",
  "oauth4webapi",
  "p-throttle",
  "@octokit/.+",
  "before-after-hook",
  "json-with-bigint",
  "universal-user-agent",
];

/** What each worker loads once. Jest's own has to know the file that is tested. */
const shared = Object.keys({ ...dependencies, ...devDependencies }).filter(
  (name) => !/jest/.test(name) && !modulesOnly.some((other) => new RegExp(`^${other}$`).test(name)),
);

/** @type {import("jest").Config} */
const common = {
  testEnvironment: "<rootDir>/__tests__/support/one-realm/environment.js",
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.local"],
  transformIgnorePatterns: [`/node_modules/(?!(${[...shared, ...modulesOnly].join("|")})/)`],
  transform: {
    [`/node_modules/(${shared.join("|")})/.+\\.c?js$`]:
      "<rootDir>/__tests__/support/one-realm/package.js",
    "\\.[jt]s$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }],
  },
};

/** @type {import("jest").Config} */
module.exports = {
  globalSetup: "<rootDir>/__tests__/support/temporary-files.js",
  globalTeardown: "<rootDir>/__tests__/support/temporary-files-removed.js",
  testSequencer: "<rootDir>/__tests__/support/longest-first.js",
  // Many tests start processes, and five seconds are short on a busy machine.
  testTimeout: 60_000,
  // Tests wait for Terraform and for AWS a third of their time, so three share two cores well.
  // With four, `npm test` took longer.
  maxWorkers: availableParallelism() + 1,
  // A worker keeps much of what each file has loaded. Collecting garbage in that costs more than a new worker.
  workerIdleMemoryLimit: "500MB",
  // Support files live in __tests__ too, so only *.test.ts are tests.
  projects: [
    {
      ...common,
      displayName: "team",
      testMatch: team.map((folder) => `<rootDir>/__tests__/${folder}/**/*.test.ts`),
      testPathIgnorePatterns: ["/node_modules/", ...orphans],
    },
    {
      ...common,
      displayName: "library",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: [
        "/node_modules/",
        ...team.map((folder) => `<rootDir>/__tests__/${folder}/`),
        ...orphans,
      ],
    },
  ],
};
