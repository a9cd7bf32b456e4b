import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** The root of a provider package costs seconds and most of a gigabyte per process. */
const providerRoots = ["@cdktf/provider-aws", "@cdktf/provider-archive"].map((name) => ({
  name,
  message: `Import "${name}/lib/<resource>": the package's root loads every resource.`,
}));

const nodeGlobals = { console: "readonly", process: "readonly" };
const commonJsGlobals = { ...nodeGlobals, module: "writable", require: "readonly" };

export default defineConfig([
  globalIgnores(["cdktf.out/", ".local/", "node_modules/"]),
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "no-restricted-imports": ["error", { paths: providerRoots }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: nodeGlobals } },
  {
    files: ["**/*.js", "**/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: commonJsGlobals },
  },
]);
