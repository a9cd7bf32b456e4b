import type { IncomingHttpHeaders } from "node:http";
import { readSignature } from "./door/signature";

/** What a request says about where it is going. */
export interface RequestTarget {
  readonly service: string;
  readonly region: string;
  readonly operation: string | undefined;
}

/** Signing names by the prefix of `X-Amz-Target`, for the services that take unsigned calls. */
const unsignedServices: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: "cognito-idp",
  AWSCognitoIdentityService: "cognito-identity",
};

/** `Credential=<access key>/<date>/<Region>/<service>/aws4_request`, in a header or a query string. */
const credentialScope =
  /Credential=[^/\s,&]+(?:\/|%2F)\d{8}(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)aws4_request/i;

/** APIs that ask for tokens themselves. */
const servicesByPath = [
  { start: "/http-api/", service: "execute-api" },
  { start: "/graphql/", service: "appsync" },
] as const;

/** Where JSON Web Key Sets and OpenID configurations of user pools live. */
const wellKnownOfUserPool = /^\/([a-z0-9-]+)_[A-Za-z0-9]+\/\.well-known\//;

/**
 * Tells the service, the Region and, for the JSON protocols, the operation of a request.
 *
 * A signed request names the first two in its credential scope
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Unsigned are only the calls that need no credentials: Cognito's sign-up and sign-in, which carry
 * `X-Amz-Target`; a pool's published keys; GraphQL with a token or a key; HTTP APIs; `AssumeRoleWithWebIdentity` and `...WithSAML`; and
 * anonymous reads of S3, which is what is left.
 */
export function identifyTarget(
  headers: IncomingHttpHeaders,
  url: string,
  body: Buffer,
  defaultRegion: string,
): RequestTarget {
  const target = headers["x-amz-target"];
  const [prefix, operation] = splitTarget(typeof target === "string" ? target : undefined);
  const scope = isSigned(headers, url)
    ? (credentialScope.exec(headers.authorization ?? "") ?? credentialScope.exec(url))
    : null;
  if (scope?.[1] !== undefined && scope[2] !== undefined) {
    return { service: scope[2].toLowerCase(), region: scope[1], operation };
  }
  // Who is let in for a path, without a signature, is asked for that path and for nothing else.
  const [path = ""] = url.split("?", 1);
  const ofPath = servicesByPath.find(({ start }) => path.startsWith(start));
  if (ofPath !== undefined) {
    return { service: ofPath.service, region: defaultRegion, operation: undefined };
  }
  const poolRegion = wellKnownOfUserPool.exec(path)?.[1];
  if (poolRegion !== undefined) {
    return { service: "cognito-idp", region: poolRegion, operation: undefined };
  }
  const unsigned = prefix === undefined ? undefined : unsignedServices[prefix];
  if (unsigned !== undefined) return { service: unsigned, region: defaultRegion, operation };
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  if (isForm && /(?:^|&)Action=AssumeRoleWith/.test(body.toString("latin1"))) {
    return { service: "sts", region: defaultRegion, operation };
  }
  return { service: "s3", region: defaultRegion, operation };
}

/** Whether a request says that it is signed, well or badly. The door looks at that closer. */
function isSigned({ authorization }: IncomingHttpHeaders, url: string): boolean {
  return (
    readSignature({ headers: authorization === undefined ? {} : { authorization }, url }) !==
    undefined
  );
}

/** `AWSCognitoIdentityProviderService.SignUp` is a prefix and an operation. */
function splitTarget(target: string | undefined): readonly [string?, string?] {
  const dot = target?.lastIndexOf(".") ?? -1;
  if (target === undefined || dot < 0) return [];
  return [target.slice(0, dot), target.slice(dot + 1)];
}
