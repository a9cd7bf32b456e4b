import { deflateRawSync } from "node:zlib";
import type { FunctionSettingsInput } from "../../../configuration";
import { bundleFunction, type Bundling } from "../../lambda/bundle";
import { edgeEvents, type EdgeEvent } from "../../lambda/edge-events";
import type { FunctionDefinition } from "../define-function";

/** A function at the edge, as it is declared. */
export interface DeclaredAtEdge {
  readonly event: EdgeEvent;
  readonly definition: FunctionDefinition;
  /** What is set for this one function. */
  readonly own: FunctionSettingsInput;
  /** Its folder, and with what its bundle is made. */
  readonly source: string;
  readonly bundling: Bundling;
}

/** What Lambda@Edge has not, in the words of settings. */
const withoutAtEdge: readonly (readonly [keyof FunctionSettingsInput, string])[] = [
  ["layers", "has no layers"],
  ["vpc", "is in no VPC"],
  ["reservedConcurrency", "reserves no concurrency"],
];

/** Room for the file of variables and for the zip's own bytes. */
const besideTheCode = 16 * 1024;

/**
 * What CloudFront would refuse of a function, each in a sentence.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
 */
export function edgeProblems(declared: DeclaredAtEdge): readonly string[] {
  const { event, own } = declared;
  const { timeoutSeconds, memorySize } = edgeEvents[event];
  const most = (what: keyof FunctionSettingsInput, limit: number, unit: string) =>
    typeof own[what] === "number" && own[what] > limit
      ? [
          `\`${what}\` is ${own[what]}, and CloudFront takes ${limit} ${unit} at most of a ${event}: lower it`,
        ]
      : [];
  return [
    ...otherCallers(declared),
    ...most("timeoutSeconds", timeoutSeconds, "seconds"),
    ...most("memorySize", memorySize, "MB"),
    ...(own.architecture === "arm64"
      ? ["`architecture` is arm64, and Lambda@Edge runs on x86_64 alone: remove it"]
      : []),
    ...withoutAtEdge
      .filter(([name]) => own[name] !== undefined)
      .map(([name, rule]) => `\`${name}\` is set, and Lambda@Edge ${rule}: remove it`),
    ...tooLarge(declared),
  ];
}

/** CloudFront calls it, and nobody else. The compiler says so, too, of a file that it sees. */
function otherCallers({ event, definition }: DeclaredAtEdge): readonly string[] {
  const known = ["description", "access", "environment", "settings"];
  return Object.keys(definition)
    .filter((name) => !known.includes(name))
    .map(
      (name) => `\`${name}\` is for functions that CloudFront does not call (${event}): remove it`,
    );
}

function tooLarge({ event, bundling, source }: DeclaredAtEdge): readonly string[] {
  const { bytes } = edgeEvents[event];
  const size = deflateRawSync(bundleFunction(source, bundling).code).byteLength + besideTheCode;
  return size <= bytes
    ? []
    : [`its zip has ${size} bytes, and CloudFront takes ${bytes} of a ${event}: import less`];
}
