import { expect, test } from "@jest/globals";
import { readApiModel } from "../../../../tools/local-aws/api-model/api-model";
import {
  identityPoolOperations,
  ownOperationNames,
  passedOn,
  storedOnly,
} from "../../../../tools/local-aws/cognito/operations";
import { fidelityCases } from "../../../../tools/local-aws/fidelity/cases";
import { difference, runCase } from "../../../../tools/local-aws/fidelity/run-case";
import { duringTests } from "../../../support/during-tests";
import { startLocalCognito, type LocalCognito } from "../../../support/local-cognito";

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

test.each(fidelityCases.map((fidelityCase) => [fidelityCase.name, fidelityCase] as const))(
  "%s",
  async (_name, fidelityCase) => {
    const { endpoint } = cognito;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const config = { endpoint, region: "eu-west-1", credentials };
    expect(difference(fidelityCase, await runCase(config, fidelityCase))).toBeUndefined();
  },
);

test("a case that AWS answers otherwise is told", () => {
  const [fidelityCase] = fidelityCases;
  if (fidelityCase === undefined) throw new Error("There are no cases.");
  const observed = { error: "InternalErrorException", message: "" };
  expect(difference(fidelityCase, observed)).toContain("InternalErrorException");
});

test("each operation that is answered is one of AWS's, and stands in one list", () => {
  const { operations } = readApiModel("cognito-idp");
  const answered = [...ownOperationNames(), ...passedOn, ...storedOnly];
  expect(answered.filter((name) => !(name in operations))).toEqual([]);
  expect(new Set(answered).size).toBe(answered.length);
  const identity = readApiModel("cognito-identity").operations;
  expect(identityPoolOperations.filter((name) => !(name in identity))).toEqual([]);
});
