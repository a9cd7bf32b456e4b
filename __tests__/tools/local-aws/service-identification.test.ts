import { describe, expect, test } from "@jest/globals";
import { identifyTarget } from "../../../tools/local-aws/service-identification";

const none = Buffer.alloc(0);

function identify(
  headers: Readonly<Record<string, string>>,
  url = "/",
  body = none,
): readonly (string | undefined)[] {
  const { service, region, operation } = identifyTarget(headers, url, body, "eu-west-1");
  return [service, region, operation];
}

describe("a signed request", () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

  test("says service and Region in its credential scope", () => {
    expect(identify({ authorization, "x-amz-target": "DynamoDB_20120810.GetItem" })).toEqual([
      "dynamodb",
      "us-west-2",
      "GetItem",
    ]);
  });

  test("says them in its query string when it is presigned", () => {
    const url =
      "/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260101%2Fus-east-2%2Fs3%2Faws4_request&X-Amz-Date=x";
    expect(identify({}, url)).toEqual(["s3", "us-east-2", undefined]);
  });
});

describe("an unsigned request", () => {
  test.each([
    ["AWSCognitoIdentityProviderService.SignUp", "cognito-idp", "SignUp"],
    ["AWSCognitoIdentityService.GetId", "cognito-identity", "GetId"],
  ])("of Cognito is known by its target: %s", (target, service, operation) => {
    expect(identify({ "x-amz-target": target })).toEqual([service, "eu-west-1", operation]);
  });

  test("for a pool's keys belongs to the pool's Region", () => {
    expect(identify({}, "/eu-central-1_AbC123/.well-known/jwks.json")).toEqual([
      "cognito-idp",
      "eu-central-1",
      undefined,
    ]);
  });

  test("for a role with a token is one of STS", () => {
    const body = Buffer.from("Version=2011-06-15&Action=AssumeRoleWithWebIdentity&RoleArn=r");
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    expect(identify(headers, "/", body)[0]).toBe("sts");
  });

  test.each([
    ["/http-api/a", "execute-api"],
    ["/graphql/a", "appsync"],
  ])("to %s is for what is there, whatever else it says", (path, service) => {
    const target = { "x-amz-target": "AWSCognitoIdentityProviderService.ListUsers" };
    expect(identify(target, path)).toEqual([service, "eu-west-1", undefined]);
    const query = `${path}?Credential=x/20260101/us-east-1/iam/aws4_request`;
    expect(identify({}, query)).toEqual([service, "eu-west-1", undefined]);
  });

  test("of any other kind is one of S3", () => {
    expect(identify({}, "/bucket/key")).toEqual(["s3", "eu-west-1", undefined]);
  });
});
