import type { Json, JsonObject, ResourceChange } from "../../model";
import { isList, isUnknownWithin, stringsOf, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding, unlessMade } from "../rule";

const group = "aws_security_group";
const oldRule = "aws_security_group_rule";
const newRule = "aws_vpc_security_group_ingress_rule";

/** What everybody may reach anyway: web pages. */
const webPorts = new Set<Json | undefined>([80, 443]);

/** Who may reach what is within a network. */
export const networkOpened: Rule = {
  id: "network-opened",
  title: "Anybody on the internet can reach something within the network.",
  why: "A function, a database or a cache in a VPC is often guarded by the network alone.",
  fix: "Name the networks or the security groups that need it.",
  see: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  types: [group, oldRule, newRule],
  check: (change) => {
    const { before, after, type } = change;
    if (after === null) return [];
    const was = new Set(ingressOf(type, before).filter(isOpen).map(textOf));
    const opened = ingressOf(type, after).filter(
      (ingress) => isOpen(ingress) && !was.has(textOf(ingress)),
    );
    if (type === group) {
      // What is new guards nothing yet.
      return before === null ? [] : [...opened.map(finding), ...unsaid(change)];
    }
    const owner = namedBy(change, ["security_group_id"], group, "id");
    const ofNew = { unlessCreated: owner, isUsualWhenNew: true } as const;
    return [
      ...opened.map((ingress) => ({ ...finding(ingress), ...ofNew })),
      ...(ingressOf(type, after).length > 0 ? unsaid(change) : []),
    ];
  },
};

/** Networks that are known only after apply: of what this plan makes, or any. */
function unsaid(change: ResourceChange): readonly RuleFinding[] {
  const start = change.type === group ? ["ingress"] : [];
  return ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"].flatMap((name) => {
    const path = [...start, name];
    if (!isUnknownWithin(change, path)) return [];
    return [
      {
        level: "block" as const,
        cause: `\`${path.join(".")}\` is known only after apply`,
        effect: "It may be all of the internet.",
        instead: "Name the networks or the security groups that need it.",
        ...unlessMade(path),
      },
    ];
  });
}

function finding(ingress: Json): RuleFinding {
  const [from, to] = ["from_port", "to_port"].map((name) => valueAt(ingress, [name]));
  const isWeb = from === to && webPorts.has(from);
  return {
    level: isWeb ? "notice" : "block",
    cause: `everybody may reach ${isWeb ? `port ${portText(from)}` : `ports ${portText(from)} to ${portText(to)}`}`,
    effect: "Anybody on the internet can try what is behind it.",
    instead: "Name the networks or the security groups that need it.",
  };
}

function portText(port: Json | undefined): string {
  return typeof port === "number" ? String(port) : "any";
}

function ingressOf(type: string, values: JsonObject | null): readonly Json[] {
  if (values === null) return [];
  if (type === group) {
    const ingress = values["ingress"];
    return isList(ingress) ? ingress : [];
  }
  return type === newRule || values["type"] === "ingress" ? [values] : [];
}

function isOpen(ingress: Json): boolean {
  const blocks = ["cidr_blocks", "ipv6_cidr_blocks"].flatMap((name) =>
    stringsOf(valueAt(ingress, [name])),
  );
  const one = ["cidr_ipv4", "cidr_ipv6"].map((name) => valueAt(ingress, [name]));
  // Half of the internet is as good as all of it.
  return [...blocks, ...one].some(
    (block) => typeof block === "string" && /\/(?:0|1|2|3)$/.test(block),
  );
}

function textOf(ingress: Json): string {
  return JSON.stringify(
    ["from_port", "to_port", "protocol", "ip_protocol"].map(
      (name) => valueAt(ingress, [name]) ?? null,
    ),
  );
}
