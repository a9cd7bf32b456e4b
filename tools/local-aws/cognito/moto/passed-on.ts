import { z } from "zod";
import { operation, type Cognito, type Operation } from "../operation";

/** Operations that moto does as Cognito does, in other words when it refuses. */
const passedOn = [
  "AddCustomAttributes",
  "CreateGroup",
  "DeleteGroup",
  "DeleteIdentityProvider",
  "DeleteUserPoolClient",
  "GetGroup",
  "GetUserPoolMfaConfig",
  "ListGroups",
  "ListIdentityProviders",
  "ListTagsForResource",
  "ListUserPoolClients",
  "ListUserPools",
  "ListUsersInGroup",
  "TagResource",
  "UntagResource",
  "UpdateGroup",
  "UpdateUserPoolDomain",
];

/** They are passed on, and what moto says of what is not there is put in Cognito's words. */
export function passedOnOperations(cognito: Cognito): readonly Operation[] {
  return passedOn.map((name) => operation(cognito, name, z.object({}), ({ resend }) => resend()));
}
