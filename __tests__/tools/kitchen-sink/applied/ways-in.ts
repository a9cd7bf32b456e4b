import { DescribeUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import { expect, test } from "@jest/globals";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import type { Jwks } from "aws-jwt-verify/jwk";
import type { Applied } from "../../../support/kitchen-sink/applied";

/** Sign-in pages, and tokens of machines. */
export function waysIn(on: () => Applied): void {
  test("each client's addresses are on the pool's domain", () => {
    const { user_pool_endpoint: endpoint } = on().outputsOf("prefix");
    const web = on().clientOf("prefix");
    expect(on().outputsOf("prefix")).toMatchObject({
      user_pool_domain: expect.stringMatching(
        /^acme-prefix-[0-9a-f]{8}\.auth\.us-east-1\.amazoncognito\.com$/,
      ),
      sign_in_urls: { web: expect.stringContaining(`/oauth2/authorize?client_id=${web}&`) },
      sign_out_urls: { web: expect.stringContaining(`/logout?client_id=${web}&`) },
      discovery_urls: { web: `https://${String(endpoint)}/.well-known/openid-configuration` },
    });
  });

  test("a machine gets a token for its scopes, which aws-jwt-verify takes, and no other scope", async () => {
    const { user_pool_domain: host } = on().outputsOf("prefix");
    const { UserPoolId: userPoolId } = on().poolOf("prefix");
    const clientId = on().clientOf("prefix", "reports");
    const { UserPoolClient } = await on().cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId }),
    );
    const basic = Buffer.from(`${clientId}:${UserPoolClient?.ClientSecret ?? ""}`).toString(
      "base64",
    );
    const [domain = ""] = String(host).split(".");
    const ask = (scope: string) =>
      fetch(`${on().aws.managedLoginEndpoint}/${domain}/oauth2/token`, {
        method: "POST",
        headers: { authorization: `Basic ${basic}` },
        body: new URLSearchParams({ grant_type: "client_credentials", scope }),
      });
    const scope = "https://orders.example.com/write";
    const answer = await ask(scope);
    const { access_token: token } = (await answer.json()) as { readonly access_token: string };
    const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse: "access", clientId, scope });
    const keys = await fetch(`${on().aws.endpoint}/${userPoolId}/.well-known/jwks.json`);
    verifier.cacheJwks((await keys.json()) as Jwks);
    expect(await verifier.verify(token)).toMatchObject({ client_id: clientId, scope });
    const other = CognitoJwtVerifier.create({
      userPoolId,
      tokenUse: "access",
      clientId: "another",
    });
    other.cacheJwks((await (await fetch(keys.url)).json()) as Jwks);
    await expect(other.verify(token)).rejects.toThrow(/Client ID not allowed/);
    const refused = await ask("https://orders.example.com/delete");
    expect([refused.status, await refused.json()]).toEqual([400, { error: "invalid_scope" }]);
  });
}
