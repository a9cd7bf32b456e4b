import { randomUUID } from "node:crypto";
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type CreateGroupCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { startLocalAws, type LocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { callAws, TestRoles, type Credentials } from "../../../support/iam";
import { administrator } from "../../../support/administrator";

const region = "eu-west-1";

let aws: LocalAws;
let roles: TestRoles;
let cognito: CognitoIdentityProviderClient;
let userPool: string;
let web: string;
let lenient: string;
let identityPool: string;

const provider = () => `cognito-idp.${region}.amazonaws.com/${userPool}`;

duringTests(
  () => startLocalAws({ credentials: administrator, region }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  roles = new TestRoles(aws);
  cognito = new CognitoIdentityProviderClient({
    endpoint: aws.endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const place = `<LocationConstraint>${region}</LocationConstraint>`;
  const { status } = await s3(
    "PUT",
    "/files",
    undefined,
    `<CreateBucketConfiguration>${place}</CreateBucketConfiguration>`,
  );
  expect(status).toBe(200);
  const ownFiles = "private/${cognito-identity.amazonaws.com:sub}/*";
  const grant = [
    { Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::files/${ownFiles}` },
    {
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::files",
      Condition: { StringLike: { "s3:prefix": ownFiles } },
    },
    {
      Action: "dynamodb:GetItem",
      Resource: "*",
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${aws:PrincipalTag/sub}" },
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    },
  ];
  const authenticated = await roles.create(...grant);
  const managers = await roles.create({ Action: "s3:*", Resource: "arn:aws:s3:::files/*" });
  [web, lenient] = await createUserPool({
    Users: { Precedence: 20, RoleArn: authenticated },
    Managers: { Precedence: 10, RoleArn: managers },
  });
  const pool = await identities("CreateIdentityPool", {
    IdentityPoolName: "people",
    AllowUnauthenticatedIdentities: false,
    CognitoIdentityProviders: [web, lenient].map((ClientId) => ({
      ProviderName: provider(),
      ClientId,
    })),
  });
  identityPool = String(pool["IdentityPoolId"]);
  await identities("SetIdentityPoolRoles", {
    IdentityPoolId: identityPool,
    Roles: { authenticated },
    RoleMappings: {
      [`${provider()}:${web}`]: { Type: "Token", AmbiguousRoleResolution: "Deny" },
      [`${provider()}:${lenient}`]: { Type: "Token", AmbiguousRoleResolution: "AuthenticatedRole" },
    },
  });
});

afterAll(() => {
  cognito.destroy();
});

/** Makes the user pool with groups and two app clients. @returns the clients' ids. */
async function createUserPool(
  groups: Readonly<Record<string, Pick<CreateGroupCommandInput, "Precedence" | "RoleArn">>>,
): Promise<[string, string]> {
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: "people", UsernameAttributes: ["email"] }),
  );
  userPool = UserPool?.Id ?? "";
  for (const [GroupName, group] of Object.entries(groups)) {
    await cognito.send(new CreateGroupCommand({ UserPoolId: userPool, GroupName, ...group }));
  }
  const [one = "", other = ""] = await Promise.all(
    ["web", "lenient"].map(async (ClientName) => {
      const { UserPoolClient } = await cognito.send(
        new CreateUserPoolClientCommand({
          UserPoolId: userPool,
          ClientName,
          ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }),
      );
      return UserPoolClient?.ClientId;
    }),
  );
  return [one, other];
}

const s3 = (method: string, url: string, credentials?: Credentials, body = "x") =>
  callAws(aws, {
    service: "s3",
    method,
    url,
    body,
    contentType: "application/octet-stream",
    ...(credentials && { credentials }),
  });

async function identities(operation: string, input: object): Promise<Record<string, unknown>> {
  const { text } = await callAws(aws, {
    service: "cognito-identity",
    target: `AWSCognitoIdentityService.${operation}`,
    body: JSON.stringify(input),
  });
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

interface Identity {
  readonly id: string;
  readonly logins: Readonly<Record<string, string | undefined>>;
  readonly answer: Record<string, unknown>;
  readonly credentials: Credentials;
}

/** What a new user, who signs in with an app client, gets of the identity pool. */
async function identityOf(clientId: string, ...groups: readonly string[]): Promise<Identity> {
  const Username = `${randomUUID()}@example.com`;
  const Password = "Correct-Horse-9";
  await cognito.send(new SignUpCommand({ ClientId: clientId, Username, Password }));
  await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: userPool, Username }));
  for (const GroupName of groups) {
    await cognito.send(
      new AdminAddUserToGroupCommand({ UserPoolId: userPool, Username, GroupName }),
    );
  }
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  const Logins = { [provider()]: AuthenticationResult?.IdToken };
  const { IdentityId } = await identities("GetId", { IdentityPoolId: identityPool, Logins });
  const answer = await identities("GetCredentialsForIdentity", { IdentityId, Logins });
  const { AccessKeyId, SecretKey, SessionToken } = (answer["Credentials"] ?? {}) as Record<
    string,
    string
  >;
  return {
    id: String(IdentityId),
    logins: Logins,
    answer,
    credentials: {
      accessKeyId: AccessKeyId ?? "none",
      secretAccessKey: SecretKey ?? "none",
      sessionToken: SessionToken ?? "none",
    },
  };
}

test("a user reaches their own files with the role of their group, and nobody else's", async () => {
  const [ann, bob] = [await identityOf(web, "Users"), await identityOf(web, "Users")];
  const statusOf = async (who: Identity, method: string, url: string) =>
    (await s3(method, url, who.credentials)).status;
  expect({
    own: await statusOf(ann, "PUT", `/files/private/${ann.id}/a`),
    encoded: await statusOf(ann, "PUT", `/files/private/${encodeURIComponent(ann.id)}/a`),
    listed: await statusOf(ann, "GET", `/files?list-type=2&prefix=private/${ann.id}/`),
    others: await statusOf(bob, "GET", `/files/private/${ann.id}/a`),
    listedByOthers: await statusOf(bob, "GET", `/files?list-type=2&prefix=private/${ann.id}/`),
  }).toEqual({ own: 200, encoded: 200, listed: 200, others: 403, listedByOthers: 403 });
});

test("nobody gets the credentials of another's identity, with a login of their own or with none", async () => {
  const [ann, bob] = [await identityOf(web, "Users"), await identityOf(web, "Users")];
  const asked = (Logins?: object) =>
    identities("GetCredentialsForIdentity", { IdentityId: ann.id, ...(Logins && { Logins }) });
  expect(await asked(ann.logins)).toHaveProperty("Credentials");
  for (const answer of [await asked(bob.logins), await asked()]) {
    expect(answer).toMatchObject({ __type: expect.stringContaining("NotAuthorizedException") });
    expect(answer).not.toHaveProperty("Credentials");
  }
});

test("a user has one identity, and a guest's becomes it when the guest signs in", async () => {
  const ann = await identityOf(web, "Users");
  const ofAnn = { IdentityPoolId: identityPool, Logins: ann.logins };
  expect(await identities("GetId", ofAnn)).toEqual({ IdentityId: ann.id });
  const { IdentityPoolId } = await identities("CreateIdentityPool", {
    IdentityPoolName: "guests",
    AllowUnauthenticatedIdentities: true,
    CognitoIdentityProviders: [{ ProviderName: provider(), ClientId: web }],
  });
  const pool = { IdentityPoolId };
  const role = await roles.create({ Action: "s3:ListAllMyBuckets", Resource: "*" });
  await identities("SetIdentityPoolRoles", {
    ...pool,
    Roles: { authenticated: role, unauthenticated: role },
  });
  const joined = await identities("GetId", pool);
  const joining = { ...joined, Logins: ann.logins };
  expect(await identities("GetCredentialsForIdentity", joining)).toMatchObject(joined);
  const { IdentityId } = await identities("GetId", pool);
  const signedIn = { IdentityId, Logins: ann.logins };
  expect(await identities("GetCredentialsForIdentity", signedIn)).toMatchObject({
    IdentityId: joined["IdentityId"],
  });
  // It is no guest's any more.
  expect(await identities("GetCredentialsForIdentity", { IdentityId })).not.toHaveProperty(
    "Credentials",
  );
});

test("an identity pool that is not there, and logins that it does not take, are told", async () => {
  const IdentityPoolId = "eu-west-1:00000000-0000-4000-a000-000000000000";
  expect(await identities("GetId", { IdentityPoolId })).toMatchObject({
    __type: "ResourceNotFoundException",
    message: `IdentityPool '${IdentityPoolId}' not found.`,
  });
  const ofGoogle = { IdentityPoolId: identityPool, Logins: { "accounts.google.com": "token" } };
  expect(await identities("GetId", ofGoogle)).toMatchObject({
    __type: "NotAuthorizedException",
    message: "Token is not from a supported provider of this identity pool.",
  });
});

test("a guest joins with a login that the pool takes, and with no other", async () => {
  const guests = await identities("CreateIdentityPool", {
    IdentityPoolName: "others",
    AllowUnauthenticatedIdentities: true,
    AllowClassicFlow: true,
    CognitoIdentityProviders: [{ ProviderName: provider(), ClientId: lenient }],
  });
  const IdentityPoolId = guests["IdentityPoolId"];
  const role = await roles.create({ Action: "s3:ListAllMyBuckets", Resource: "*" });
  const Roles = { authenticated: role, unauthenticated: role };
  await identities("SetIdentityPoolRoles", { IdentityPoolId, Roles });
  const [ofOther, ofGuests] = [await identityOf(web, "Users"), await identityOf(lenient, "Users")];
  const guest = await identities("GetId", { IdentityPoolId });
  for (const Logins of [ofOther.logins, { "accounts.google.com": "token" }]) {
    for (const operation of ["GetCredentialsForIdentity", "GetOpenIdToken"]) {
      expect(await identities(operation, { ...guest, Logins })).toMatchObject({
        __type: "NotAuthorizedException",
        message: "Token is not from a supported provider of this identity pool.",
      });
    }
  }
  const joining = { ...guest, Logins: ofGuests.logins };
  expect(await identities("GetCredentialsForIdentity", joining)).toHaveProperty("Credentials");
});

test("nobody gets a token of another's identity in the classic flow", async () => {
  const { IdentityPoolId } = await identities("CreateIdentityPool", {
    IdentityPoolName: "tokens",
    AllowUnauthenticatedIdentities: false,
    AllowClassicFlow: true,
    CognitoIdentityProviders: [{ ProviderName: provider(), ClientId: web }],
  });
  const [ann, bob] = [await identityOf(web, "Users"), await identityOf(web, "Users")];
  const identity = await identities("GetId", { IdentityPoolId, Logins: ann.logins });
  const own = await identities("GetOpenIdToken", { ...identity, Logins: ann.logins });
  expect(own).toHaveProperty("Token");
  for (const Logins of [bob.logins, undefined]) {
    const answer = await identities("GetOpenIdToken", { ...identity, ...(Logins && { Logins }) });
    expect(answer).toMatchObject({ __type: "NotAuthorizedException" });
  }
});

test("identity pools and identities are listed in pages, each by its own tokens", async () => {
  for (const IdentityPoolName of ["one", "two", "three"]) {
    await identities("CreateIdentityPool", {
      IdentityPoolName,
      AllowUnauthenticatedIdentities: true,
    });
  }
  const names: string[] = [];
  const tokens: string[] = [];
  let NextToken: unknown;
  do {
    const page = await identities("ListIdentityPools", {
      MaxResults: 2,
      ...(NextToken !== undefined && { NextToken }),
    });
    const pools = page["IdentityPools"] as readonly Record<string, string>[];
    expect(pools.length).toBeLessThanOrEqual(2);
    for (const each of pools) {
      expect(Object.keys(each).sort()).toEqual(["IdentityPoolId", "IdentityPoolName"]);
      names.push(each["IdentityPoolName"] ?? "");
    }
    NextToken = page["NextToken"];
    if (typeof NextToken === "string") tokens.push(NextToken);
  } while (NextToken !== undefined);
  expect(names).toEqual(expect.arrayContaining(["people", "one", "two", "three"]));
  const [token = ""] = tokens;
  const refused = { __type: "InvalidParameterException" };
  const page = { MaxResults: 2, NextToken: token };
  expect(
    await identities("ListIdentities", { ...page, IdentityPoolId: identityPool }),
  ).toMatchObject(refused);
  for (const NextToken of ["2", "none", Buffer.from("2").toString("base64url")]) {
    expect(await identities("ListIdentityPools", { ...page, NextToken })).toMatchObject(refused);
  }
  expect(await identities("ListIdentityPools", { MaxResults: 61 })).toMatchObject({
    __type: expect.stringMatching(/Validation|InvalidParameter/),
  });
});

test.each(["a user pool", "an identity pool"])(
  "tags of %s come, change and go one by one",
  async (kind) => {
    const isUserPool = kind === "a user pool";
    const service = isUserPool ? "cognito-idp" : "cognito-identity";
    const prefix = isUserPool ? "AWSCognitoIdentityProviderService" : "AWSCognitoIdentityService";
    const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
      const { text } = await callAws(aws, {
        service,
        target: `${prefix}.${operation}`,
        body: JSON.stringify(input),
      });
      return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    };
    const arnOf = (id: string) =>
      `arn:aws:${service}:${region}:${aws.accountId}:${isUserPool ? "userpool" : "identitypool"}/${id}`;
    const id = isUserPool ? userPool : identityPool;
    const ResourceArn = arnOf(id);
    const tags = async () => (await call("ListTagsForResource", { ResourceArn }))["Tags"];
    await call("TagResource", { ResourceArn, Tags: { team: "sign-in", stage: "one" } });
    await call("TagResource", { ResourceArn, Tags: { stage: "two" } });
    expect(await tags()).toEqual({ team: "sign-in", stage: "two" });
    await call("UntagResource", { ResourceArn, TagKeys: ["team", "none"] });
    expect(await tags()).toEqual({ stage: "two" });
    const described = isUserPool
      ? (await call("DescribeUserPool", { UserPoolId: id }))["UserPool"]
      : await call("DescribeIdentityPool", { IdentityPoolId: id });
    const member = isUserPool ? "UserPoolTags" : "IdentityPoolTags";
    expect(described).toMatchObject({ [member]: { stage: "two" } });
    const gone = {
      ResourceArn: arnOf(
        isUserPool ? `${region}_000000000` : `${region}:00000000-0000-4000-a000-000000000000`,
      ),
    };
    for (const answer of [
      await call("TagResource", { ...gone, Tags: { team: "other" } }),
      await call("UntagResource", { ...gone, TagKeys: ["team"] }),
      await call("ListTagsForResource", gone),
    ]) {
      expect(answer).toMatchObject({ __type: "ResourceNotFoundException" });
    }
  },
);

test("the classic flow is there where the pool allows it", async () => {
  const tokenOf = async (AllowClassicFlow: boolean) => {
    const pool = await identities("CreateIdentityPool", {
      IdentityPoolName: "classic",
      AllowUnauthenticatedIdentities: true,
      AllowClassicFlow,
    });
    const identity = await identities("GetId", { IdentityPoolId: pool["IdentityPoolId"] });
    return { pool, identity, answer: await identities("GetOpenIdToken", identity) };
  };
  expect((await tokenOf(false)).answer).toMatchObject({
    __type: "InvalidParameterException",
    message: "Basic (classic) flow is not enabled, please use enhanced flow.",
  });
  const { pool, identity, answer } = await tokenOf(true);
  expect(decodeJwt(String(answer["Token"]))).toMatchObject({
    iss: "https://cognito-identity.amazonaws.com",
    aud: pool["IdentityPoolId"],
    sub: identity["IdentityId"],
    amr: ["unauthenticated"],
  });
  const IdentityId = "eu-west-1:00000000-0000-4000-a000-000000000000";
  expect(await identities("GetOpenIdToken", { IdentityId })).toMatchObject({
    __type: "ResourceNotFoundException",
  });
});

test("of several groups the one with precedence gives its role", async () => {
  const { credentials } = await identityOf(web, "Users", "Managers");
  expect((await s3("PUT", "/files/anywhere", credentials)).status).toBe(200);
});

test("without one clear role the pool's setting decides: none, or that of all who have signed in", async () => {
  const refused = await identityOf(web);
  expect(refused.answer).toMatchObject({ __type: "NotAuthorizedException" });
  const { id, credentials } = await identityOf(lenient);
  expect((await s3("PUT", `/files/private/${id}/a`, credentials)).status).toBe(200);
  expect((await s3("PUT", "/files/anywhere", credentials)).status).toBe(403);
});

test("a session is tagged with the claims that the pool names, and so reaches its user's row and no other", async () => {
  const dynamodb = (operation: string, input: object, credentials?: Credentials) =>
    callAws(aws, {
      service: "dynamodb",
      target: `DynamoDB_20120810.${operation}`,
      body: JSON.stringify({ TableName: "users", ...input }),
      ...(credentials && { credentials }),
    });
  await dynamodb("CreateTable", {
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  const untagged = await identityOf(web, "Users");
  await identities("SetPrincipalTagAttributeMap", {
    IdentityPoolId: identityPool,
    IdentityProviderName: provider(),
    PrincipalTags: { sub: "sub" },
  });
  const [ann, bob] = [await identityOf(web, "Users"), await identityOf(web, "Users")];
  const rowOf = async (who: Identity, by: Identity) => {
    const [token = ""] = Object.values(who.logins);
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    const { sub } = JSON.parse(payload) as { readonly sub: string };
    return (await dynamodb("GetItem", { Key: { id: { S: sub } } }, by.credentials)).status;
  };
  expect({
    own: await rowOf(ann, ann),
    others: await rowOf(bob, ann),
    untagged: await rowOf(untagged, untagged),
  }).toEqual({ own: 200, others: 400, untagged: 400 });
});

test("an identity is shown, listed, unlinked and deleted, and lends nothing after that", async () => {
  const { id, logins } = await identityOf(web, "Users");
  const described = { IdentityId: id, Logins: [provider()] };
  expect(await identities("DescribeIdentity", { IdentityId: id })).toMatchObject(described);
  const listed = await identities("ListIdentities", {
    IdentityPoolId: identityPool,
    MaxResults: 60,
  });
  expect(listed["Identities"]).toContainEqual(expect.objectContaining(described));
  await identities("UnlinkIdentity", {
    IdentityId: id,
    Logins: logins,
    LoginsToRemove: [provider()],
  });
  const next = await identities("GetId", { IdentityPoolId: identityPool, Logins: logins });
  expect(next["IdentityId"]).not.toBe(id);
  const { IdentityId } = next;
  await identities("DeleteIdentities", { IdentityIdsToDelete: [IdentityId] });
  const gone = { __type: expect.stringContaining("ResourceNotFoundException") };
  expect(await identities("DescribeIdentity", { IdentityId })).toMatchObject(gone);
  const asked = { IdentityId, Logins: logins };
  expect(await identities("GetCredentialsForIdentity", asked)).toMatchObject(gone);
});
