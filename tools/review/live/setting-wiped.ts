import type { LiveAnswer, Touched } from "../model";
import type { FoundAt, RuleText } from "../rules/rule";
import { wipedSettings } from "./wiped-settings";

/** What is compared with AWS itself, where the review may ask it. */
export const settingWiped: RuleText = {
  id: "setting-wiped",
  title: "A user pool or an app client has a setting that the AWS provider does not know.",
  why: "Cognito resets whatever an update leaves out, and the provider leaves out what it does not know.",
  fix: "Take the setting away if nobody needs it; else wait for a provider that knows it, or look after the pool elsewhere.",
  see: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html",
};

/** A pool or a client about which AWS was not asked. */
export const liveNotCompared: RuleText = {
  id: "live-not-compared",
  title:
    "What AWS has of a user pool or an app client was not compared with what the provider sends.",
  why: "A setting that the provider does not know would be reset, and the plan does not show it.",
  fix: "Plan with credentials that may read the pool: `npm run plan -- <stack>`.",
  see: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html",
};

/** Types whose updates reset what they leave out. */
export const resetTypes: readonly string[] = [
  "aws_cognito_user_pool",
  "aws_cognito_user_pool_client",
];

type Found = FoundAt & { readonly rule: string };

/** What the answers of AWS say of the pools and clients that a plan touches. */
export function foundLive(
  touched: readonly Touched[],
  answers: ReadonlyMap<string, LiveAnswer>,
): readonly Found[] {
  return touched.flatMap(({ address }): readonly Found[] => {
    const answer = answers.get(address) ?? { why: "nobody has asked AWS" };
    if ("why" in answer) {
      return [
        {
          rule: liveNotCompared.id,
          address,
          found: {
            level: "notice",
            cause: `not compared with what AWS has: ${answer.why}`,
            effect: liveNotCompared.why,
            instead: liveNotCompared.fix,
          },
        },
      ];
    }
    return answer.told.flatMap(({ answer: kind, value }) =>
      wipedSettings(kind, value).map((setting) => ({
        rule: settingWiped.id,
        address,
        found: {
          level: "block",
          cause: `AWS has \`${setting.path}\`, and the provider does not know it: ${shortened(setting.value)}`,
          effect: "The next update through Terraform resets it, whatever it was meant to change.",
          instead: settingWiped.fix,
        },
      })),
    );
  });
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
