import { decodeJwt, errors, jwtVerify, createLocalJWKSet, type JSONWebKeySet } from "jose";
import type { AwsRequest, Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import type { ApiStore } from "./api-store";
import type { Caller } from "./caller";
import { RequestError } from "./graphql-errors";
import type { AuthenticationProvider, GraphqlApi } from "./model";

/** Asks IAM on behalf of whoever signed a request. */
export interface IamCallers {
  /** `ctx.identity` of the request's signer. */
  identityOf(request: AwsRequest): Readonly<Record<string, unknown>>;
  /** Whether the signer's policies allow `appsync:GraphQL` on the ARN of a field. */
  mayCall(request: AwsRequest, fieldArn: string): Promise<boolean>;
}

/** What {@link Callers} needs of the local AWS. */
export interface CallersProps {
  readonly call: Forward;
  readonly iam: IamCallers;
}

const refuse = (message: string) => new RequestError(401, "UnauthorizedException", message);

/**
 * Tells who calls an API: by the user's token, the signature or the API key that a request carries.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export class Callers {
  constructor(private readonly props: CallersProps) {}

  /** @throws RequestError with AppSync's words when nobody is let in. */
  async of(store: ApiStore, request: AwsRequest): Promise<Caller> {
    const { authorization, "x-api-key": key } = request.headers;
    const ways = providersOf(store.api);
    const has = (type: AuthenticationProvider["authenticationType"]) =>
      ways.some(({ authenticationType }) => authenticationType === type);
    if (authorization?.startsWith("AWS4-HMAC-SHA256") === true) {
      if (!has("AWS_IAM")) throw refuse("Permission denied");
      const { iam } = this.props;
      return {
        type: "AWS_IAM",
        identity: iam.identityOf(request),
        mayCall: (fieldArn) => iam.mayCall(request, fieldArn),
      };
    }
    if (authorization !== undefined && authorization !== "") return this.user(ways, authorization);
    if (key !== undefined && has("API_KEY")) {
      const known = store.apiKeys.get(key);
      if (known === undefined || known.expires * 1000 < Date.now()) {
        throw refuse("You are not authorized to make this call.");
      }
      return { type: "API_KEY" };
    }
    throw refuse("Valid authorization header not provided.");
  }

  private async user(ways: readonly AuthenticationProvider[], header: string): Promise<Caller> {
    const token = header.replace(/^Bearer\s+/i, "");
    const issuer = issuerOf(token);
    const config = ways
      .flatMap(({ userPoolConfig }) => userPoolConfig ?? [])
      .find(({ userPoolId }) => issuer?.endsWith(`/${userPoolId}`) === true);
    if (config === undefined) throw refuse("Valid authorization header not provided.");
    const { userPoolId, appIdClientRegex } = config;
    const claims = await this.verified(token, userPoolId, config.awsRegion ?? "");
    const client =
      [claims["client_id"], claims["aud"]].find((one) => typeof one === "string") ?? "";
    if (appIdClientRegex !== undefined && appIdClientRegex !== "") {
      if (!new RegExp(`^(?:${appIdClientRegex})$`).test(client)) {
        throw refuse("You are not authorized to make this call.");
      }
    }
    const groups = claims["cognito:groups"];
    return {
      type: "AMAZON_COGNITO_USER_POOLS",
      userPoolId,
      claims,
      groups: Array.isArray(groups) ? groups.map(String) : [],
    };
  }

  private async verified(token: string, userPoolId: string, region: string) {
    const response = await this.props.call(
      ownRequest({
        service: "cognito-idp",
        region,
        method: "GET",
        url: `/${userPoolId}/.well-known/jwks.json`,
      }),
    );
    const keys = JSON.parse(response.body.toString("utf8")) as JSONWebKeySet;
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
        algorithms: ["RS256"],
        issuer: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
      });
      return payload as Readonly<Record<string, unknown>>;
    } catch (error) {
      throw refuse(error instanceof errors.JWTExpired ? "Token has expired." : "Unauthorized");
    }
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** The default way in, then the others. */
export function providersOf(api: GraphqlApi): readonly AuthenticationProvider[] {
  return [api, ...(api.additionalAuthenticationProviders ?? [])];
}
