import type { AuthenticationType } from "./model";

/** Who calls an API, and how they have shown it. */
export type Caller =
  | {
      readonly type: "AMAZON_COGNITO_USER_POOLS";
      readonly userPoolId: string;
      readonly claims: Readonly<Record<string, unknown>>;
      readonly groups: readonly string[];
    }
  | {
      readonly type: "AWS_IAM";
      /** `ctx.identity` of the caller. */
      readonly identity: Readonly<Record<string, unknown>>;
      /** Whether the caller's policies allow `appsync:GraphQL` on a field's ARN. */
      readonly mayCall: (fieldArn: string) => Promise<boolean>;
    }
  | { readonly type: "API_KEY" };

/** In the words of `util.authType()`. */
export const authTypes: Readonly<Record<AuthenticationType, string>> = {
  AMAZON_COGNITO_USER_POOLS: "User Pool Authorization",
  AWS_IAM: "IAM Authorization",
  API_KEY: "API Key Authorization",
};

/** `ctx.identity`, as AppSync has it for each way in. */
export function identityOf(caller: Caller): Readonly<Record<string, unknown>> | null {
  switch (caller.type) {
    case "API_KEY":
      return null;
    case "AWS_IAM":
      return caller.identity;
    case "AMAZON_COGNITO_USER_POOLS": {
      const { claims, groups } = caller;
      return {
        claims,
        defaultAuthStrategy: "ALLOW",
        groups: groups.length === 0 ? null : groups,
        issuer: claims["iss"],
        sourceIp: ["127.0.0.1"],
        sub: claims["sub"],
        username: claims["cognito:username"] ?? claims["username"],
      };
    }
  }
}
