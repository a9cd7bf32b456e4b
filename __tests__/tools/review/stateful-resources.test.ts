import { expect, test } from "@jest/globals";
import { statefulResource } from "../../../tools/review/stateful-resources";
import { resourcesForGood } from "../../support/real-plans/for-good";
import { recordedText } from "../../support/real-plans/recorded";

interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/** What plans as an update that AWS refuses, and what the provider does not notice. */
const notReplaced = new Set(["aws_cognito_user_pool.schema", "aws_dynamodb_table.attribute"]);

test("real Terraform replaces a resource for each attribute that is for good, and none that a `moved` block renames", () => {
  const { resource_changes: changes } = JSON.parse(recordedText("for-good/changed")) as {
    readonly resource_changes: readonly PlannedChange[];
  };
  const replaced = new Set(
    changes.flatMap(({ type, change }) =>
      (change.replace_paths ?? []).map((attribute) => `${type}.${written(attribute)}`),
    ),
  );
  const expected = Object.keys(resourcesForGood("first")).flatMap((type) =>
    (statefulResource(type)?.forGood ?? []).map(({ attribute }) => `${type}.${attribute}`),
  );
  expect([...replaced].sort()).toEqual(
    expected.filter((attribute) => !notReplaced.has(attribute)).sort(),
  );
  expect(
    changes.find(({ address }) => address === "aws_cognito_user_pool.directory"),
  ).toMatchObject({
    previous_address: "aws_cognito_user_pool.people",
    change: { actions: ["no-op"] },
  });
});

/** `username_configuration[0].case_sensitive`. */
function written(attribute: readonly (string | number)[]): string {
  return attribute
    .map((key) => (typeof key === "number" ? `[${key}]` : key))
    .join(".")
    .replaceAll(".[", "[");
}
