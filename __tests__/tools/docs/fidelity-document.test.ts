import { test } from "@jest/globals";
import { fidelityDocument } from "../../../tools/docs/fidelity-document";
import { expectDocument } from "../../support/published-document";

test("docs/fidelity.md lists every case and operation: if not, run this test with -u", () => {
  expectDocument("docs/fidelity.md", fidelityDocument());
});
