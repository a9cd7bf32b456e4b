import { z } from "zod";
import { isJsonObject } from "../../json-protocol";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";

const named = { UserPoolId: input.userPoolId, Domain: z.string() };
const createSchema = z.object({ ...named, CustomDomainConfig: z.looseObject({}).optional() });
const deleteSchema = z.object(named);
const describeSchema = z.object({ Domain: z.string() });

/** Words that a prefix must not hold (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html). */
const reserved = ["aws", "amazon", "cognito"];

/**
 * CreateUserPoolDomain. moto gives one name to many pools.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html
 */
export function createUserPoolDomain(cognito: Cognito): Operation {
  return operation(cognito, "CreateUserPoolDomain", createSchema, async (call) => {
    const { UserPoolId, Domain, CustomDomainConfig } = call.input;
    await call.pools.pool(UserPoolId);
    const isCustom = CustomDomainConfig !== undefined;
    const word = reserved.find((each) => Domain.includes(each));
    if (!isCustom && word !== undefined) {
      throw invalidParameter(`Domain cannot contain reserved word: ${word}`);
    }
    if (isCustom !== Domain.includes(".")) {
      throw invalidParameter(
        isCustom
          ? "Invalid domain: a custom domain is a name such as auth.example.com."
          : "Invalid domain: a prefix holds no dot, and a custom domain needs CustomDomainConfig.",
      );
    }
    const { domains } = cognito.memory;
    if (domains.poolOf(Domain) !== undefined) {
      throw invalidParameter("Domain already associated with another user pool.");
    }
    // One prefix, and beside it one domain of the team's own.
    if (domains.ofPool(UserPoolId).some((other) => other.includes(".") === isCustom)) {
      throw invalidParameter(`User pool ${UserPoolId} already has a domain configured.`);
    }
    const output = await call.resend();
    domains.add(UserPoolId, Domain);
    return output;
  });
}

/**
 * DescribeUserPoolDomain. In place of a distribution of CloudFront's it tells where the domain is here,
 * without `http://`.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html
 */
export function describeUserPoolDomain(
  cognito: Cognito,
  managedLoginEndpoint: () => string,
): Operation {
  return operation(cognito, "DescribeUserPoolDomain", describeSchema, async (call) => {
    const output = await call.resend();
    const { DomainDescription } = output;
    if (!isJsonObject(DomainDescription) || DomainDescription["Domain"] === undefined)
      return output;
    const place = `${new URL(managedLoginEndpoint()).host}/${call.input.Domain}`;
    return {
      ...output,
      DomainDescription: {
        ...DomainDescription,
        // moto makes one up.
        AWSAccountId: cognito.accountId,
        CloudFrontDistribution: place,
      },
    };
  });
}

/**
 * DeleteUserPoolDomain.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html
 */
export function deleteUserPoolDomain(cognito: Cognito): Operation {
  return operation(cognito, "DeleteUserPoolDomain", deleteSchema, async (call) => {
    const output = await call.resend();
    cognito.memory.domains.remove(call.input.Domain);
    return output;
  });
}
