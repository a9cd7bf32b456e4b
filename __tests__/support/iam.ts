import { randomUUID } from "node:crypto";
import type { LocalAws } from "../../tools/local-aws/local-aws";
import { ownRequest, type OwnRequest } from "../../tools/local-aws/own-request";
import { signedFetch, type SignedCall } from "./signed-fetch";
import { textsOf } from "../../tools/local-aws/xml";

/** Temporary credentials, as the SDK's clients take them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A long-term pair of an IAM user. */
export type UserKey = Omit<Credentials, "sessionToken">;

/** A statement of a policy. */
export interface TestStatement {
  readonly Effect?: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** What a service answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends one signed request by hand, for the services that no SDK is installed for. */
export async function callAws(
  { endpoint, region, credentials: administrators }: LocalAws,
  call: Omit<OwnRequest, "region" | "credentials"> & Pick<SignedCall, "credentials">,
): Promise<Answer> {
  const { credentials, ...own } = call;
  const { method, url, headers, body } = ownRequest({ region, ...own });
  const others = Object.entries(headers).filter(([name]) => name !== "authorization");
  const response = await signedFetch(endpoint, {
    service: call.service,
    region,
    method,
    url,
    headers: Object.fromEntries(others),
    credentials: credentials ?? administrators,
    ...(method !== "GET" && method !== "HEAD" && { body: body.toString("utf8") }),
  });
  return { status: response.status, text: await response.text() };
}

/** The roles of a local AWS, as an administrator keeps them. */
export class TestRoles {
  constructor(private readonly aws: LocalAws) {}

  /** A role that no other test uses, with one inline policy `grant`. @returns its ARN. */
  async create(...grant: readonly TestStatement[]): Promise<string> {
    const name = `role-${randomUUID()}`;
    const trusted = {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "lambda.amazonaws.com" },
    };
    await this.iam("CreateRole", {
      RoleName: name,
      AssumeRolePolicyDocument: documentOf([trusted]),
    });
    if (grant.length > 0) await this.grant(name, ...grant);
    return `arn:aws:iam::${this.aws.accountId}:role/${name}`;
  }

  /** Writes the role's inline policy `grant`. */
  async grant(role: string, ...statements: readonly TestStatement[]): Promise<void> {
    await this.iam("PutRolePolicy", {
      RoleName: nameOf(role),
      PolicyName: "grant",
      PolicyDocument: documentOf(statements),
    });
  }

  /** Takes the role's inline policy `grant` away. */
  async revoke(role: string): Promise<void> {
    await this.iam("DeleteRolePolicy", { RoleName: nameOf(role), PolicyName: "grant" });
  }

  /** Makes a managed policy. @returns its ARN. */
  async managedPolicy(...statements: readonly TestStatement[]): Promise<string> {
    const xml = await this.iam("CreatePolicy", {
      PolicyName: `policy-${randomUUID()}`,
      PolicyDocument: documentOf(statements),
    });
    return textsOf(xml, "Arn")[0] ?? "";
  }

  /** Any operation of IAM. @throws Error when IAM refuses. */
  async iam(action: string, input: Readonly<Record<string, string>>): Promise<string> {
    return this.query("iam", { Action: action, Version: "2010-05-08", ...input });
  }

  /** Assumes a role, with more members of `AssumeRole` if need be. */
  async assume(role: string, input: Readonly<Record<string, string>> = {}): Promise<Credentials> {
    const xml = await this.query("sts", {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: "tester",
      ...input,
    });
    const [accessKeyId = "", secretAccessKey = "", sessionToken = ""] = [
      "AccessKeyId",
      "SecretAccessKey",
      "SessionToken",
    ].map((element) => textsOf(xml, element)[0]);
    return { accessKeyId, secretAccessKey, sessionToken };
  }

  /** A new IAM user's key pair. */
  async userKey(name: string): Promise<UserKey> {
    await this.iam("CreateUser", { UserName: name });
    const xml = await this.iam("CreateAccessKey", { UserName: name });
    const [accessKeyId = "", secretAccessKey = ""] = ["AccessKeyId", "SecretAccessKey"].map(
      (element) => textsOf(xml, element)[0],
    );
    return { accessKeyId, secretAccessKey };
  }

  private async query(service: string, form: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams(form).toString();
    const { status, text } = await callAws(this.aws, { service, body });
    if (status !== 200) throw new Error(text);
    return text;
  }
}

export function documentOf(statements: readonly object[]): string {
  const whole = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement: whole });
}

function nameOf(role: string): string {
  return role.split("/").at(-1) ?? "";
}
