import { expect, test } from "@jest/globals";
import { ownStacks } from "../../../tools/deploy/stack-target";
import { compose } from "../../../tools/composition/compose";
import { awsEnvironment } from "../../support/environments";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

test("what an environment says names every stack that it gets without extend.ts, in the order of deployment", () => {
  const { environments } = compose(temporaryFolder(), {
    configuration: {
      project: "acme",
      environments: {
        local: { platform: "local", protection: { enabled: false, reason: "It is made up." } },
        plain: awsEnvironment,
        all: { ...awsEnvironment, graphql: {} },
      },
    },
    extend: () => undefined,
  });
  expect(environments).toHaveLength(3);
  for (const { environment, stacks } of environments) {
    expect(ownStacks(environment).map(({ stack, part }) => [stack, part])).toEqual(
      stacks.map(({ node, part }) => [node.id, part]),
    );
  }
});
