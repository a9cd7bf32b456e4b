import { expect, test } from "@jest/globals";
import { functionVariables } from "../../../../tools/local-aws/gaps/function-variables";
import { roleQuota } from "../../../../tools/local-aws/gaps/role-quota";
import type { AwsRequest, AwsResponse } from "../../../../tools/local-aws/interceptor";
import { ownRequest } from "../../../../tools/local-aws/own-request";

const region = "eu-west-1";

/** A call whose variables are so many bytes as JSON. */
function functionWith(bytes: number): AwsRequest {
  return ownRequest({
    service: "lambda",
    region,
    url: "/2015-03-31/functions",
    contentType: "application/json",
    body: JSON.stringify({
      Environment: { Variables: { A: "x".repeat(bytes - '{"A":""}'.length) } },
    }),
  });
}

const summary = (roles: number): AwsResponse => ({
  status: 200,
  headers: {},
  body: Buffer.from(
    `<SummaryMap><entry><key>Users</key><value>7</value></entry><entry><key>Roles</key><value>${roles}</value></entry></SummaryMap>`,
  ),
});
const createRole = ownRequest({ service: "iam", region, body: "Action=CreateRole&RoleName=one" });

test("a function's variables may take 4 KB, and no byte more", async () => {
  const notAsked = () => Promise.reject(new Error("Not to be asked."));
  expect(await functionVariables()(functionWith(4096), notAsked)).toBeUndefined();
  const refused = await functionVariables()(functionWith(4097), notAsked);
  expect(refused?.status).toBe(400);
  expect(refused?.headers["x-amzn-errortype"]).toBe("InvalidParameterValueException");
  expect(refused?.body.toString()).toContain("exceeded the 4KB limit");
});

test("an account has a thousand roles, and no more", async () => {
  const after = (roles: number) => roleQuota()(createRole, () => Promise.resolve(summary(roles)));
  expect(await after(999)).toBeUndefined();
  const refused = await after(1000);
  expect(refused?.status).toBe(409);
  expect(refused?.body.toString()).toContain("Cannot exceed quota for RolesPerAccount: 1000");
});
