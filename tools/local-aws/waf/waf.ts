import { managedLoginService } from "../cognito/managed-login/managed-login";
import type { Clock } from "../clock";
import type { AwsRequest, AwsResponse, Forward, Interceptor } from "../interceptor";
import { httpJson, readJson } from "../json-protocol";
import { serviceError } from "../service-error";
import { Asked } from "./asked";
import { readWebAcl, type WebAcl } from "./web-acls";

/** Everybody who reaches the local AWS is on this computer. */
const caller = "127.0.0.1";

/**
 * AWS WAF in front of user pools and GraphQL APIs: allow-lists, limits for each address and the default
 * action of the web ACLs that are associated with them. It looks at what users ask, not at what an
 * administrator does. A limit counts at once; on AWS it takes up to half a minute.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
 */
export function waf(accountId: string, clock: Clock): Interceptor {
  const asked = new Asked(accountId);
  /** Web ACLs by what they protect. */
  const associated = new Map<string, string>();
  const known = new Map<string, Promise<WebAcl>>();
  const counts = new Map<string, readonly number[]>();

  const isBlocked = async (webAclArn: string, forward: Forward): Promise<boolean> => {
    const read = known.get(webAclArn) ?? readWebAcl(webAclArn, forward);
    known.set(webAclArn, read);
    const { rules, blocksByDefault } = await read;
    for (const { name, does, matches } of rules) {
      const isMatch =
        "addresses" in matches
          ? matches.addresses.check(caller)
          : count(`${webAclArn} ${name}`, matches.withinMilliseconds) > matches.moreThan;
      if (isMatch && does !== "count") return does === "block";
    }
    return blocksByDefault;
  };

  /** How many requests there were lately, this one included. */
  const count = (key: string, milliseconds: number): number => {
    const now = clock.now();
    const lately = [...(counts.get(key) ?? []), now].filter((time) => time > now - milliseconds);
    counts.set(key, lately);
    return lately.length;
  };

  return async (request, forward) => {
    if (request.service === "wafv2") {
      // Whatever is written may be what a web ACL refers to.
      if (!/^(?:Get|List)/.test(request.operation ?? "")) known.clear();
      const response = await forward(request);
      if (response.status < 300) associate(associated, request);
      return response;
    }
    const webAclArn = associated.get(asked.resourceOf(request) ?? "");
    if (webAclArn !== undefined && (await isBlocked(webAclArn, forward))) return blocked(request);
    if (!/^CreateUserPool(?:Client|Domain)$/.test(request.operation ?? "")) return undefined;
    const response = await forward(request);
    asked.learn(request, response);
    return response;
  };
}

function associate(associated: Map<string, string>, request: AwsRequest): void {
  const { ResourceArn, WebACLArn } = readJson(request);
  if (request.operation === "AssociateWebACL") {
    associated.set(String(ResourceArn), String(WebACLArn));
  }
  if (request.operation === "DisassociateWebACL") associated.delete(String(ResourceArn));
}

/** As each service tells its clients. */
function blocked(request: AwsRequest): AwsResponse {
  if (request.service === managedLoginService || request.url === "/oauth2/token") {
    return httpJson({ message: "Forbidden" }, { status: 403 });
  }
  if (request.url.startsWith("/graphql/")) {
    const errors = [{ errorType: "WAFForbiddenException", message: "403 Forbidden" }];
    return httpJson({ errors }, { status: 403 });
  }
  return serviceError(request, {
    status: 400,
    code: "ForbiddenException",
    message: "Request not allowed due to WAF block.",
  });
}
