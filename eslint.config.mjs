import appsync from "@aws-appsync/eslint-plugin";
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";
import { noCircles } from "./tools/lint/no-circles.mjs";
import { require as requireTypeScript } from "tsx/cjs/api";

const { orphanedTests } = requireTypeScript("./tools/project/orphaned-tests.ts", import.meta.url);

/** The root of a provider package costs seconds and most of a gigabyte per process. */
const providerRoots = ["@cdktf/provider-aws", "@cdktf/provider-archive"].map((name) => ({
  name,
  message: `Import "${name}/lib/<resource>": the package's root loads every resource.`,
}));

/**
 * What a folder imports beside itself: nothing else of the project, types included.
 *
 * @param {string | string[]} target
 * @param {string[]} others
 */
const imports = (target, others) => {
  const folders = [target].flat();
  return {
    target: folders,
    from: ".",
    except: ["node_modules", ...folders.filter((folder) => !folder.includes("*")), ...others],
    message: `${folders.join(", ")} may import ${others.join(", ") || "nothing else"} of the project.`,
  };
};

/** The team's functions, each of which may go. */
const functions = readdirSync(new URL("functions", import.meta.url)).filter(
  (name) => name !== "shared",
);
const ofFunctions = ["functions/shared", "configuration"];

/** From the ground floor up. */
const layers = [
  imports("configuration", []),
  imports("stacks", ["configuration"]),
  // Events know the custom attributes of the team's configuration by name.
  imports("functions/shared", ["configuration", "environments.ts"]),
  ...functions.flatMap((name) => [
    imports([`functions/${name}/**/!(grants|function).ts`], [`functions/${name}`, ...ofFunctions]),
    imports(
      [`functions/${name}/{grants,function}.ts`],
      [`functions/${name}`, ...ofFunctions, "stacks"],
    ),
  ]),
  imports("tools/process", []),
  imports("tools/local-aws", ["tools/process"]),
  imports("tools/review", ["tools/process", "package.json"]),
  imports("tools/terraform", ["tools/process"]),
  imports("tools/console", ["tools/process"]),
  imports("tools/project", ["tools/process"]),
  imports("tools/graphql", ["stacks/api"]),
  imports("tools/lock", ["configuration", "stacks", "tools/review"]),
  {
    target: "tools",
    from: "functions",
    except: ["shared"],
    message: "A team may delete any function: only functions/shared is there for sure.",
  },
  {
    target: ["configuration", "stacks", "functions", "tools/!(commands)/**", "*.ts"],
    from: "tools/commands",
    message: "Commands are the top floor: nothing imports them.",
  },
];

/** Folders that import little or nothing beside themselves. */
const standsAlone = [
  "configuration",
  "functions/shared",
  "tools/console",
  "tools/local-aws",
  "tools/process",
  "tools/project",
  "tools/review",
  "tools/terraform",
];

const nodeGlobals = { URL: "readonly", console: "readonly", process: "readonly" };
const commonJsGlobals = {
  ...nodeGlobals,
  module: "writable",
  require: "readonly",
  __dirname: "readonly",
  __filename: "readonly",
};

export default defineConfig([
  globalIgnores(["cdktf.out/", ".local/", "node_modules/", ...orphanedTests().files]),
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "import-x": importX, project: { rules: { "no-circles": noCircles } } },
    settings: {
      "import-x/resolver-next": [
        createNodeResolver({ extensions: [".ts", ".mjs", ".js", ".json"] }),
      ],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: layers }],
      "project/no-circles": "error",
      // So that whatever a team runs is there after `npm ci --omit=dev`.
      "import-x/no-extraneous-dependencies": [
        "error",
        { devDependencies: ["__tests__/**", "tools/bench/**", "tools/lint/**"] },
      ],
      "no-restricted-imports": ["error", { paths: providerRoots }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    // What stands by itself loads nothing by a name that no rule sees.
    files: standsAlone.map((folder) => `${folder}/**/*.ts`),
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            ...providerRoots,
            {
              name: "node:module",
              importNames: ["createRequire"],
              message: "Import what is needed: the import rules do not see what this loads.",
            },
          ],
        },
      ],
    },
  },
  {
    // What AppSync's runtime does not have. Synth looks at the bundled code, which has no types.
    files: ["graphql/**/*.ts"],
    plugins: { "@aws-appsync": appsync },
    rules: appsync.configs.recommended.rules,
  },
  { files: ["**/*.mjs"], languageOptions: { globals: nodeGlobals } },
  {
    files: ["**/*.js", "**/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: commonJsGlobals },
  },
]);
