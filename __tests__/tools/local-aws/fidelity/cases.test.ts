import { gzipSync } from "node:zlib";
import * as identityPoolsSdk from "@aws-sdk/client-cognito-identity";
import * as userPoolsSdk from "@aws-sdk/client-cognito-identity-provider";
import { expect, test } from "@jest/globals";
import { readApiModel } from "../../../../tools/local-aws/api-model/api-model";
import {
  identityPoolOperations,
  ownOperationNames,
  storedOnly,
} from "../../../../tools/local-aws/cognito/operations";
import { fidelityCases } from "../../../../tools/local-aws/fidelity/cases";
import { settings } from "../../../../tools/local-aws/cognito/settings";
import { CaseRunner, difference } from "../../../../tools/local-aws/fidelity/run-case";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { administrator } from "../../../support/administrator";

let runner: CaseRunner;
let endpoint: string;

duringTests(
  () => startLocalAws({ credentials: administrator }),
  (aws) => {
    ({ endpoint } = aws);
    runner = new CaseRunner({ endpoint, region: "eu-west-1", credentials: aws.credentials });
  },
);

test.each(fidelityCases.map((fidelityCase) => [fidelityCase.name, fidelityCase] as const))(
  "%s",
  async (_name, fidelityCase) => {
    expect(difference(fidelityCase, await runner.run(fidelityCase))).toBeUndefined();
  },
);

test.each([
  ["is no JSON", "{", {}],
  ["goes on after its end", "{} x", {}],
  ["is no object", "[]", {}],
  ["is packed", new Uint8Array(gzipSync("{}")), { "content-encoding": "gzip" }],
])("a body that %s is refused as AWS refuses it", async (_what, body, headers) => {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
      ...headers,
    },
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: "SerializationException" });
  expect(response.headers.get("x-amzn-errortype")).toBe("SerializationException:");
});

test("a case that AWS answers otherwise is told", () => {
  const [fidelityCase] = fidelityCases;
  if (fidelityCase === undefined) throw new Error("There are no cases.");
  const observed = { error: "InternalErrorException", message: "" };
  expect(difference(fidelityCase, observed)).toContain("InternalErrorException");
});

test("each operation that is answered is one of AWS's, and stands in one list", () => {
  const { operations } = readApiModel("cognito-idp");
  const answered = [...ownOperationNames(), ...storedOnly];
  expect(answered.filter((name) => !(name in operations))).toEqual([]);
  expect(new Set(answered).size).toBe(answered.length);
  const identity = readApiModel("cognito-identity").operations;
  expect(identityPoolOperations.filter((name) => !(name in identity))).toEqual([]);
});

test("what is answered or refused is every operation that the SDK knows", () => {
  const commandsOf = (sdk: object) =>
    Object.keys(sdk)
      .filter((name) => /^[A-Z].*Command$/.test(name))
      .map((name) => name.replace(/Command$/, ""));
  const known = (service: "cognito-idp" | "cognito-identity") =>
    Object.keys(readApiModel(service).operations).sort();
  expect(commandsOf(userPoolsSdk).sort()).toEqual(known("cognito-idp"));
  expect(commandsOf(identityPoolsSdk).sort()).toEqual(known("cognito-identity"));
});

test("each setting that the API takes is either done, or stored only", () => {
  const { operations, shapes } = readApiModel("cognito-idp");
  for (const { operations: names, done, storedOnly: stored } of settings) {
    const taken = names.flatMap((name) =>
      Object.keys(shapes[operations[name] ?? ""]?.members ?? {}),
    );
    const known = [...done, ...stored.filter((name) => !name.includes("."))];
    const told = new Set(taken.filter((name) => !["UserPoolId", "ClientId"].includes(name)));
    expect(known.sort()).toEqual([...told].sort());
    const parts = stored.filter((name) => name.includes("."));
    expect(parts.filter((name) => !done.includes(name.split(".")[0] ?? ""))).toEqual([]);
  }
});
