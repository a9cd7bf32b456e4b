import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { version } from "../../../package.json";
import type { Finding, Review } from "../model";
import { ruleTexts } from "../catalogue";
import type { RuleText } from "../rules/rule";
import { clipped, visible } from "../visible";
import { kindWord } from "./wording";

/** How {@link asSarif} writes. */
export interface SarifOptions {
  /** File of a plan made elsewhere, to which its findings point. Default: `terraform.plan`. */
  readonly planFile?: string;
}

/** GitHub shows no more; the worst come first. */
const mostResults = 5000;

/** The rule of what has changed outside of Terraform and breaks no other. */
const driftRule: RuleText = {
  id: "drift",
  title: "A resource was changed outside of Terraform.",
  why: "What runs is not what was reviewed, and the next apply undoes it.",
  fix: "Put it into the configuration, or let the next apply undo it.",
  see: "https://developer.hashicorp.com/terraform/tutorials/state/resource-drift",
};

/**
 * The findings of a review for GitHub's code scanning: blocks are errors, notices notes, and what has
 * been allowed on purpose is suppressed with its reason. A resource that has drifted without breaking
 * a rule is a warning.
 *
 * A plan has no lines of source; findings point to the first line of `environments.ts`, or of the file
 * of a plan made elsewhere, for GitHub refuses those that point nowhere.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function asSarif(review: Review, { planFile = "" }: SarifOptions = {}): Log {
  const catalogue = new RuleIndex();
  const uri = review.stack === undefined ? relativeUri(planFile) : "environments.ts";
  const all = [...review.findings, ...unexplainedDrift(review)];
  const listed = all.slice(0, mostResults);
  const seen = new Map<string, number>();

  const results = listed.map((finding): Result => {
    const address = clipped(visible(finding.address), 1000);
    const identity = fingerprint(review, finding);
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    return {
      ruleId: finding.rule,
      ruleIndex: catalogue.indexOf(finding.rule),
      level: levels[finding.level],
      message: { text: messageText(finding) },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
          logicalLocations: [{ fullyQualifiedName: address, kind: "resource" }],
        },
      ],
      // GitHub tells results apart by this one alone; without it, by the line that they point to.
      partialFingerprints: { primaryLocationLineHash: `${identity}:${ordinal}` },
      ...(finding.allowed !== undefined && {
        suppressions: [
          {
            kind: "external" as const,
            status: "accepted" as const,
            justification: visible(finding.allowed.reason),
          },
        ],
      }),
    };
  });

  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Gatehouse", version, rules: catalogue.descriptors } },
        // Up to the last slash it is GitHub's category, and a newer upload replaces those of its own.
        automationDetails: { id: `gatehouse/${runName(review)}/` },
        invocations: [
          {
            executionSuccessful: true,
            ...(all.length > listed.length && {
              toolExecutionNotifications: [
                {
                  level: "warning" as const,
                  message: {
                    text: `${all.length - listed.length} results are left out; \`--json\` prints them all.`,
                  },
                },
              ],
            }),
          },
        ],
        results,
      },
    ],
  };
}

const levels = { block: "error", notice: "note", drift: "warning" } as const;

type Reported = Omit<Finding, "level"> & { readonly level: keyof typeof levels };

/** What has drifted, but breaks no rule. */
function unexplainedDrift(review: Review): readonly Reported[] {
  if (review.mode !== "drift") return [];
  const explained = new Set(review.findings.map(({ address }) => address));
  return review.changes
    .filter(({ address }) => !explained.has(address))
    .map(({ address, kind, attributes }) => {
      const paths = attributes.map(({ path }) => `\`${path}\``).join(", ");
      return {
        rule: driftRule.id,
        address,
        level: "drift",
        cause: `${kindWord(kind, review)} outside of Terraform${paths && `: ${paths}`}`,
        effect: "What runs is not what was reviewed, and the next apply undoes it.",
        instead: "Put it into the configuration, or let the next apply undo it.",
        details: [],
        allowed: undefined,
      };
    });
}

/** The rules that a run describes, and the place of each. */
class RuleIndex {
  readonly descriptors: ReportingDescriptor[] = [];
  private readonly indices = new Map<string, number>();

  constructor() {
    for (const rule of [...ruleTexts, driftRule]) this.add(rule);
  }

  indexOf(id: string): number {
    return this.indices.get(id) ?? this.add({ ...driftRule, id, title: id });
  }

  private add({ id, title, why, fix, see }: RuleText): number {
    const text = visible(title);
    const index = this.descriptors.push({
      id,
      shortDescription: { text },
      fullDescription: { text: `${text} ${why}` },
      helpUri: see,
      help: {
        text: `${text} ${why} ${fix} See ${see}. docs/review.md says how to allow what is meant.`,
        markdown: `${text} ${why}\n\n**Do:** ${fix}\n\n[Read more](${see}). To allow what is meant, see docs/review.md.`,
      },
    });
    this.indices.set(id, index - 1);
    return index - 1;
  }
}

function messageText({ address, cause, effect, instead, details, paste = [] }: Reported): string {
  const sentences = [`${address}: ${cause.replace(/\.$/, "")}.`, effect, instead].map((sentence) =>
    clipped(visible(sentence), 2000),
  );
  const listed = details.slice(0, 50).map((detail) => `- ${clipped(visible(detail), 500)}`);
  // `[text](address)` would be a link.
  return [sentences.join(" "), ...listed, ...paste.slice(0, 200).map(visible)]
    .join("\n")
    .replaceAll("](", "] (");
}

/** The same for the same finding of the next run, whatever its words. */
function fingerprint({ stack, mode }: Review, { rule, address }: Reported): string {
  return createHash("sha256")
    .update(JSON.stringify([mode, stack ?? null, rule, address]))
    .digest("hex")
    .slice(0, 32);
}

function runName({ stack, mode }: Review): string {
  const name = (stack ?? "plan").replace(/[^\w.-]/g, "_");
  return mode === "drift" ? `drift/${name}` : name;
}

function relativeUri(file: string): string {
  const parts = visible(file)
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .map(encodeURIComponent);
  return parts.join("/") || "terraform.plan";
}
