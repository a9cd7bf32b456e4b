import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { pageOf } from "../page";
import { invalidParameter } from "../refusals";

const named = { UserPoolId: input.userPoolId, Identifier: z.string() };
const namedSchema = z.object(named);
const schema = z.object({
  ...named,
  Name: z.string(),
  Scopes: z.array(z.object({ ScopeName: z.string(), ScopeDescription: z.string() })).optional(),
});
const listSchema = z.object({
  UserPoolId: input.userPoolId,
  MaxResults: z.number().default(50),
  NextToken: z.string().optional(),
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html */
export function createResourceServer(cognito: Cognito): Operation {
  return operation(cognito, "CreateResourceServer", schema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const servers = cognito.memory.resourceServers.ofPool(input.UserPoolId);
    if (servers.has(input.Identifier)) {
      throw invalidParameter(
        `${input.Identifier} already exists in user pool ${input.UserPoolId}.`,
      );
    }
    servers.set(input.Identifier, input);
    return { ResourceServer: input };
  });
}

/**
 * UpdateResourceServer: what is left out is taken away.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html
 */
export function updateResourceServer(cognito: Cognito): Operation {
  return operation(cognito, "UpdateResourceServer", schema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    cognito.memory.resourceServers.find(input.UserPoolId, input.Identifier);
    cognito.memory.resourceServers.ofPool(input.UserPoolId).set(input.Identifier, input);
    return { ResourceServer: input };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html */
export function describeResourceServer(cognito: Cognito): Operation {
  return operation(cognito, "DescribeResourceServer", namedSchema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    return {
      ResourceServer: cognito.memory.resourceServers.find(input.UserPoolId, input.Identifier),
    };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html */
export function deleteResourceServer(cognito: Cognito): Operation {
  return operation(cognito, "DeleteResourceServer", namedSchema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    cognito.memory.resourceServers.find(input.UserPoolId, input.Identifier);
    cognito.memory.resourceServers.ofPool(input.UserPoolId).delete(input.Identifier);
    return {};
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html */
export function listResourceServers(cognito: Cognito): Operation {
  return operation(cognito, "ListResourceServers", listSchema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const servers = [...cognito.memory.resourceServers.ofPool(input.UserPoolId).values()];
    const { items, next } = pageOf(
      servers,
      { Limit: input.MaxResults, PaginationToken: input.NextToken },
      ["ListResourceServers", input.UserPoolId],
    );
    return { ResourceServers: items, ...(next !== undefined && { NextToken: next }) };
  });
}
