import type { Rule } from "./rule";
import { becomes, ofAttributes } from "./watch";

const whatItIs: Readonly<Record<string, string>> = {
  aws_iam_user: "an IAM user",
  aws_iam_access_key: "an access key",
  aws_iam_user_login_profile: "a console password of an IAM user",
  aws_iam_service_specific_credential: "a credential for one service",
  aws_iam_signing_certificate: "a signing certificate of an IAM user",
  aws_iam_user_ssh_key: "an SSH key of an IAM user",
};

const outcome = {
  level: "notice",
  effect:
    "Such credentials work until somebody takes them away: whoever finds them can do what their user may.",
  instead:
    "Let people and workflows assume a role instead: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
} as const;

/** Credentials that do not run out. */
export const iamLongLivedKeys: Rule = {
  id: "iam-long-lived-keys",
  title: "Somebody gets credentials that do not run out.",
  why: "Credentials that do not run out work for whoever finds them.",
  fix: "Let people and workflows assume a role.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  types: Object.keys(whatItIs),
  check: (change) => {
    const what = whatItIs[change.type] ?? change.type;
    if (change.before === null) return [{ ...outcome, cause: `${what} is made` }];
    const watch = { type: change.type, path: ["status"], when: becomes("Active"), ...outcome };
    return change.before["status"] === undefined ? [] : ofAttributes(change, [watch]);
  },
};
