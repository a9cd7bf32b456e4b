import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { fidelityDocument } from "../../../tools/docs/fidelity-document";
import { heldOperations } from "../../../tools/docs/fidelity-tests";
import { expectDocument } from "../../support/published-document";

test("docs/fidelity.md lists every case and operation: if not, run this test with -u", () => {
  expectDocument("docs/fidelity.md", fidelityDocument());
});

test("the test that is said to hold an operation calls it, by the SDK or by Terraform", () => {
  for (const [operation, test] of heldOperations()) {
    const text = readFileSync(path.join(__dirname, "../..", test), "utf8");
    const snake = operation.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
    const calls = [
      `"${operation}"`,
      `${operation}Command`,
      `${snake}(`,
      `.${lowerFirst(operation)}(`,
      "fidelityCases",
      "terraform.apply",
    ];
    expect({ operation, test, called: calls.some((call) => text.includes(call)) }).toEqual({
      operation,
      test,
      called: true,
    });
  }
});

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
