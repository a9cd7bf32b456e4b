import { expect, test } from "@jest/globals";
import { runBoto3 } from "../../../support/boto3";
import { duringTests } from "../../../support/during-tests";
import { returns, throws } from "../../../support/fake-functions";
import {
  createPool,
  region,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  type LocalCognito,
} from "../../../support/local-cognito";

let cognito: LocalCognito;

duringTests(
  () => startLocalCognito({ anyCode: true }),
  (started) => {
    cognito = started;
  },
);

async function python(script: string, variables: Readonly<Record<string, string>>) {
  const prelude = `
import boto3, json, os
cognito = boto3.client("cognito-idp")
client, email = os.environ["CLIENT"], os.environ["EMAIL"]
`;
  const output = await runBoto3(prelude + script, {
    AWS_ENDPOINT_URL: cognito.endpoint,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ...variables,
  });
  return JSON.parse(output) as unknown;
}

test("boto3 signs up, signs in, reads groups and resets a password", async () => {
  const functionArn = someFunctionArn();
  cognito.functions.define(functionArn, (event) => returns(event));
  const pool = await createPool(cognito, { LambdaConfig: { PostConfirmation: functionArn } });
  const script = `
pool = os.environ["POOL"]
flow = dict(ClientId=client, AuthFlow="USER_PASSWORD_AUTH")
cognito.create_group(UserPoolId=pool, GroupName="Users", Precedence=1)
signed_up = cognito.sign_up(ClientId=client, Username=email, Password="Correct-Horse-9")
cognito.confirm_sign_up(ClientId=client, Username=email, ConfirmationCode="123456")
cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName="Users")
cognito.forgot_password(ClientId=client, Username=email)
cognito.confirm_forgot_password(ClientId=client, Username=email, ConfirmationCode="1", Password="Another-Horse-7")
tokens = cognito.initiate_auth(**flow, AuthParameters=dict(USERNAME=email, PASSWORD="Another-Horse-7"))
user = cognito.get_user(AccessToken=tokens["AuthenticationResult"]["AccessToken"])
groups = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=email)["Groups"]
print(json.dumps(dict(
  same=user["Username"] == signed_up["UserSub"],
  attributes={a["Name"]: a["Value"] for a in user["UserAttributes"]},
  groups=[g["GroupName"] for g in groups],
)))
`;
  const email = someEmail();
  const variables = { CLIENT: pool.clientId, POOL: pool.userPoolId, EMAIL: email };
  expect(await python(script, variables)).toMatchObject({
    same: true,
    attributes: { email, email_verified: "true" },
    groups: ["Users"],
  });
  expect(cognito.functions.of(functionArn)).toHaveLength(2);
});

test("boto3 raises Cognito's exceptions by their names", async () => {
  const functionArn = someFunctionArn();
  cognito.functions.define(functionArn, () => throws("table is gone"));
  const pool = await createPool(cognito, { LambdaConfig: { PostConfirmation: functionArn } });
  const script = `
user = dict(ClientId=client, Username=email)
def refusal(call, exception, **parameters):
  try:
    call(**user, **parameters)
  except exception as e:
    return e.response["Error"]["Message"]
e = cognito.exceptions
weak = refusal(cognito.sign_up, e.InvalidPasswordException, Password="weak")
cognito.sign_up(**user, Password="Correct-Horse-9")
taken = refusal(cognito.sign_up, e.UsernameExistsException, Password="Correct-Horse-9")
failed = refusal(cognito.confirm_sign_up, e.UserLambdaValidationException, ConfirmationCode="1")
again = refusal(cognito.confirm_sign_up, e.NotAuthorizedException, ConfirmationCode="1")
print(json.dumps([weak, taken, failed, again]))
`;
  expect(await python(script, { CLIENT: pool.clientId, EMAIL: someEmail() })).toEqual([
    "Password did not conform with policy: Password not long enough",
    "An account with the given email already exists.",
    "PostConfirmation failed with error table is gone.",
    "User cannot be confirmed. Current status is CONFIRMED",
  ]);
});
