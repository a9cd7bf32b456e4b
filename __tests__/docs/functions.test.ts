import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { grantsOf } from "../../stacks/auth/function-grants";
import { resolveConfiguration } from "../../configuration";
import { compose } from "../../tools/composition/compose";
import { code, definition } from "../support/connected/sources";
import { extend } from "../support/example-secret/extend";
import { awsEnvironment, environmentWith } from "../support/environments";
import { temporaryFolders } from "../support/temporary-folder";

const support = path.join(__dirname, "../support");
const document = readFileSync(path.join(__dirname, "../../docs/functions.md"), "utf8");
const snippets = [...document.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code.trim());
const temporaryFolder = temporaryFolders();

/** What the settings of the document are. Compared as text with what stands there. */
const settings = {
  memorySize: 1024,
  environment: { CRM_URL: "https://crm.example.com/people" },
  each: { "reconcile-users": { timeoutSeconds: 300, reservedConcurrency: 1 } },
};

test("every example of the document is one that is tested", () => {
  const file = (name: string, from: string, to: string) =>
    readFileSync(path.join(support, "example-secret", name), "utf8")
      .replaceAll(from, to)
      .trim();
  const spaceless = (text: string) => text.replace(/[\s"]/g, "").replace(/,(?=[}\]])|,$/g, "");
  // The first two are deployed and called by __tests__/tools/local-run/connected.test.ts.
  expect(snippets.slice(0, 2)).toEqual([definition.trim(), code.trim()]);
  const [first = "", ...others] = snippets.slice(2);
  expect(spaceless(first)).toBe(spaceless(`functions: ${JSON.stringify(settings)}`));
  expect(others).toEqual([
    file("grants.ts", '"../../../', '"../../'),
    file("index.ts", '"../../../functions/', '"../'),
    file("extend.ts", '"../../../', '"./'),
    // What every function that ships is made with.
    expect.stringContaining('export const handler = measured("orders", createHandler('),
  ]);
});

test("the settings are taken", () => {
  expect(() =>
    resolveConfiguration({
      project: "acme",
      environments: { dev: { ...awsEnvironment, functions: settings } },
    }),
  ).not.toThrow();
});

test("the grants give each name with the permission to read it", () => {
  const context = { environment: environmentWith(), userTable: {} as never };
  const { bindings = [] } = grantsOf("example-secret", context, support);
  expect(bindings.map(({ environment }) => environment)).toEqual([
    { CRM_KEY_SECRET_ID: "acme/dev/crm-key" },
    { CRM_TEAM_PARAMETER: "/acme/dev/crm-team" },
  ]);
  expect(
    bindings.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions)),
  ).toEqual(["secretsmanager:GetSecretValue", "ssm:GetParameter"]);
});

test("a function that is not there is named", () => {
  const configuration = { project: "acme", environments: { dev: awsEnvironment } };
  // The real one is deployed by __tests__/tools/local-run/local-run.test.ts.
  expect(() => compose(temporaryFolder(), { configuration, extend })).toThrow("functions/crm");
});
