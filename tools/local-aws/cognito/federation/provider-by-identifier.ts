import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";

const schema = z.object({ UserPoolId: input.userPoolId, IdpIdentifier: z.string() });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetIdentityProviderByIdentifier.html */
export function getIdentityProviderByIdentifier(cognito: Cognito): Operation {
  return operation(cognito, "GetIdentityProviderByIdentifier", schema, async ({ input, moto }) => {
    const { UserPoolId, IdpIdentifier } = input;
    const { Providers = [] } = await moto.call("ListIdentityProviders", { UserPoolId });
    for (const { ProviderName } of Providers) {
      const { IdentityProvider } = await moto.call("DescribeIdentityProvider", {
        UserPoolId,
        ProviderName,
      });
      if (IdentityProvider?.IdpIdentifiers?.includes(IdpIdentifier) === true) {
        return { IdentityProvider };
      }
    }
    throw new CognitoError(
      "ResourceNotFoundException",
      `Identity provider with identifier ${IdpIdentifier} does not exist.`,
    );
  });
}
