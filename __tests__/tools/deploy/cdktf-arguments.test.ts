import { expect, test } from "@jest/globals";
import { stacksNamed } from "../../../tools/deploy/cdktf-arguments";

test("stacks are told from the values of options", () => {
  const args = [
    "auth-dev",
    "--var",
    "size=2",
    "-o",
    "out",
    "--autoApprove=true",
    "api-*",
    "--no-color",
  ];
  expect(stacksNamed("deploy", args)).toEqual(["auth-dev", "api-*"]);
  expect(stacksNamed("diff", ["--terraform-parallelism", "4", "auth-dev"])).toEqual(["auth-dev"]);
});

test.each([
  ["synth", ["--foo"], "`npm run synth` has no option --foo."],
  ["diff", ["auth-dev", "--auto-approve"], "`npm run diff` has no option --auto-approve."],
  [
    "deploy",
    ["auth-dev", "--auto-aprove", "-x"],
    "--auto-aprove (did you mean --auto-approve?), -x.",
  ],
  ["synth", ["auth-dev"], "`npm run synth` writes all stacks, and takes none by name"],
])("npm run %s -- %j is refused", (command, args, said) => {
  expect(() => stacksNamed(command, args)).toThrow(said);
});
