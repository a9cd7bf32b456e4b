import type { Authorization } from "../iam/authorization";
import type { RoleSessions } from "../iam/role-sessions";
import type { Forward } from "../interceptor";
import type { IamCallers } from "./callers";

/** What {@link iamCallers} needs of the local AWS. */
export interface IamCallersProps {
  readonly sessions: RoleSessions;
  readonly authorization: Authorization;
  readonly accountId: string;
  readonly call: Forward;
}

/** Tells AppSync who signed a request, and what that caller may do. */
export function iamCallers(props: IamCallersProps): IamCallers {
  const { sessions, authorization, accountId, call } = props;
  return {
    identityOf: (request) => {
      const session = sessions.of(request);
      const context = session?.context ?? {};
      const ofIdentity = (key: string) => context[`cognito-identity.amazonaws.com:${key}`] ?? null;
      const amr = [ofIdentity("amr")].flat();
      return {
        accountId,
        cognitoIdentityAuthProvider: null,
        cognitoIdentityAuthType: amr.includes("authenticated")
          ? "authenticated"
          : amr.includes("unauthenticated")
            ? "unauthenticated"
            : null,
        cognitoIdentityId: ofIdentity("sub"),
        cognitoIdentityPoolId: ofIdentity("aud"),
        sourceIp: ["127.0.0.1"],
        userArn: session?.principalArn ?? `arn:aws:iam::${accountId}:root`,
        username: session?.userId ?? accountId,
      };
    },
    mayCall: (request, fieldArn) =>
      authorization.allows(request, { action: "appsync:GraphQL", resources: [fieldArn] }, call),
  };
}
