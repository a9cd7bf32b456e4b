/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Support files live in __tests__ too, so only *.test.ts are tests.
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.local"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }],
  },
};
