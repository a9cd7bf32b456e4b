import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import type { Construct } from "constructs";

/** Who signs the tokens of GitHub's workflows, and whom they are meant for. */
export const githubIssuer = "token.actions.githubusercontent.com";
export const githubAudience = "sts.amazonaws.com";

/** ARN of GitHub's provider in an account, whoever made it: it is made of the issuer's name. */
export function githubProviderArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${githubIssuer}`;
}

/**
 * Lets an account take the tokens of GitHub's workflows. AWS checks the certificate of this issuer by
 * itself, so no thumbprint is pinned.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export function githubProvider(scope: Construct, id: string): IamOpenidConnectProvider {
  return new IamOpenidConnectProvider(scope, id, {
    url: `https://${githubIssuer}`,
    clientIdList: [githubAudience],
    // Other environments of the account count on it.
    lifecycle: { preventDestroy: true },
  });
}
