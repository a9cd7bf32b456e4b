import { BlockList, isIPv6 } from "node:net";
import { z } from "zod";
import type { Forward } from "../interceptor";
import { readJson } from "../json-protocol";
import { ownRequest } from "../own-request";

const action = z.looseObject({
  Allow: z.looseObject({}).nullish(),
  Block: z.looseObject({}).nullish(),
});

const rule = z.looseObject({
  Name: z.string(),
  Priority: z.number(),
  // moto says `null` for what was left out.
  Action: action.nullish(),
  Statement: z.looseObject({
    IPSetReferenceStatement: z.looseObject({ ARN: z.string() }).nullish(),
    RateBasedStatement: z
      .looseObject({
        Limit: z.number(),
        AggregateKeyType: z.string(),
        EvaluationWindowSec: z.number().nullish(),
        ScopeDownStatement: z.looseObject({}).nullish(),
      })
      .nullish(),
  }),
});

const webAcl = z.looseObject({
  WebACL: z.looseObject({ DefaultAction: action, Rules: z.array(rule) }),
});
const ipSet = z.looseObject({ IPSet: z.looseObject({ Addresses: z.array(z.string()) }) });

/** A web ACL, with the addresses that its rules refer to. */
export interface WebAcl {
  readonly blocksByDefault: boolean;
  /** In their order. */
  readonly rules: readonly WebAclRule[];
}

/** A rule that can be told here whether a request matches. */
export interface WebAclRule {
  readonly name: string;
  readonly does: "allow" | "block" | "count";
  readonly matches:
    | { readonly addresses: BlockList }
    | { readonly moreThan: number; readonly withinMilliseconds: number };
}

/**
 * Reads a web ACL from moto. AWS's own rule groups, and every statement but sets of addresses and limits
 * for each address, are left out: what they match is not known here.
 */
export async function readWebAcl(arn: string, forward: Forward): Promise<WebAcl> {
  const { WebACL } = webAcl.parse(await get("GetWebACL", arn, forward));
  const sorted = [...WebACL.Rules].sort((one, other) => one.Priority - other.Priority);
  const rules: WebAclRule[] = [];
  for (const { Name: name, Action, Statement } of sorted) {
    const { IPSetReferenceStatement: set, RateBasedStatement: rate } = Statement;
    const does = Action?.Block ? "block" : Action?.Allow ? "allow" : "count";
    if (set) {
      rules.push({ name, does, matches: { addresses: await addressesOf(set.ARN, forward) } });
    }
    if (rate?.AggregateKeyType === "IP" && !rate.ScopeDownStatement) {
      const withinMilliseconds = (rate.EvaluationWindowSec ?? 300) * 1000;
      rules.push({ name, does, matches: { moreThan: rate.Limit, withinMilliseconds } });
    }
  }
  return { blocksByDefault: Boolean(WebACL.DefaultAction.Block), rules };
}

async function addressesOf(arn: string, forward: Forward): Promise<BlockList> {
  const { IPSet } = ipSet.parse(await get("GetIPSet", arn, forward));
  const addresses = new BlockList();
  for (const block of IPSet.Addresses) {
    const [address = "", bits = ""] = block.split("/");
    addresses.addSubnet(address, Number(bits), isIPv6(address) ? "ipv6" : "ipv4");
  }
  return addresses;
}

/** `arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/acme-dev-api/<id>`. */
async function get(operation: string, arn: string, forward: Forward): Promise<unknown> {
  const [, , , region = "", , resource = ""] = arn.split(":");
  const [scope = "", , Name, Id] = resource.split("/");
  const body = JSON.stringify({ Name, Id, Scope: scope.toUpperCase() });
  const target = `AWSWAF_20190729.${operation}`;
  return readJson(await forward(ownRequest({ service: "wafv2", region, target, body })));
}
