import { expect, test } from "@jest/globals";
import { policyRules } from "../../stacks/policy/rules";
import { verdictsOf } from "../../stacks/policy/verdicts";
import { compose } from "../../tools/composition/compose";
import { temporaryFolders } from "../support/temporary-folder";

const folders = temporaryFolders();

test("what scanners ask, every environment has or says why not, extend.ts included", () => {
  const failed = compose(folders()).environments.flatMap(({ stacks }) =>
    stacks.flatMap((stack) =>
      verdictsOf(policyRules, stack)
        .filter(({ outcome }) => outcome === "fail")
        .map(
          ({ rule, address }) =>
            `${stack.node.id} ${address} lacks ${rule.asks} (${rule.ids.join(", ")}): add it, or say why not with \`explainPolicy\` (docs/security.md)`,
        ),
    ),
  );

  expect(failed).toEqual([]);
}, 120_000);
