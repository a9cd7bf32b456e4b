import { expect, test } from "@jest/globals";
import { blocksOf } from "../../stacks/block";
import { verdicts } from "../../stacks/policy/rule";
import { policyRules } from "../../stacks/policy/rules";
import { compose } from "../../tools/composition/compose";
import { temporaryFolders } from "../support/temporary-folder";

const folders = temporaryFolders();

test("what scanners ask, every environment has or says why not, extend.ts included", () => {
  const failed = compose(folders()).environments.flatMap(({ stacks }) =>
    stacks.flatMap((stack) =>
      verdicts(policyRules, blocksOf(stack))
        .filter(({ outcome }) => outcome === "fail")
        .map(({ rule, address }) => `${stack.node.id} ${address}: ${rule.ids.join(", ")}`),
    ),
  );

  expect(failed).toEqual([]);
}, 120_000);
