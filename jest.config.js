// Node 20 is supported here; the SDK's notice of when it drops it would be in every test's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  globalSetup: "<rootDir>/__tests__/support/temporary-files.js",
  globalTeardown: "<rootDir>/__tests__/support/temporary-files-removed.js",
  // Many tests start processes, and five seconds are short on a busy machine.
  testTimeout: 60_000,
  // Support files live in __tests__ too, so only *.test.ts are tests.
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.local"],
  // Published as ES modules only, which Jest cannot load as they are.
  transformIgnorePatterns: ["/node_modules/(?!(jose|p-throttle)/)"],
  transform: {
    "^.+\\.[jt]s$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }],
  },
};
