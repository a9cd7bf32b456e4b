import type { AttributePath, Json, ResourceChange } from "../../model";
import { isList, isObject, marksAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import { told } from "../watch";

/** Arguments that name a role which a service then acts with. */
export const roleArgument =
  /^(?:(?:.*_)?(?:role_arn|iam_role|execution_role|service_role|instance_role|access_role|task_role|iam_instance_profile)|iam_roles|role_arns|role|iam_instance_profile|instance_profile|credentials_arn|credentials)$/;

/** Their own rules say more. */
const lookedAtElsewhere = new Set([
  "aws_lambda_function",
  "aws_cognito_user_group",
  "aws_cognito_identity_pool_roles_attachment",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_role_policy_attachments_exclusive",
  "aws_iam_role_policies_exclusive",
]);

interface Named {
  readonly path: AttributePath;
  /** `undefined`: known only after apply. */
  readonly value: Json | undefined;
}

/** Services that act with a role, whatever the type. */
export const actingRoles: Rule = {
  id: "acts-with-another-role",
  title: "A service acts with another role.",
  why: "What a pipeline, a schedule or a rule does, it does with all that its role may do.",
  fix: "Change the policies of the role that it has, or give it one of its own.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
  types: "any-aws",
  check: (change) => {
    if (change.after === null || lookedAtElsewhere.has(change.type)) return [];
    const before = new Set(
      rolesIn(change.before, false, []).flatMap(({ value }) =>
        typeof value === "string" ? [value] : [],
      ),
    );
    const isNew = change.before === null;
    return rolesIn(change.after, change.afterUnknown, []).flatMap(({ path, value }) =>
      typeof value === "string" && (value === "" || before.has(value))
        ? []
        : [finding(change, path, value, isNew)],
    );
  },
};

function finding(
  change: ResourceChange,
  path: AttributePath,
  value: Json | undefined,
  isNew: boolean,
): RuleFinding {
  const by = path.filter((key) => typeof key === "string");
  const named = namedBy(change, path, ["aws_iam_role", "aws_iam_instance_profile"], "arn");
  return {
    level: isNew ? "notice" : "block",
    cause: `it acts with ${told(change, path, value)} (\`${by.join(".")}\`)`,
    effect: "It can do in AWS whatever that role may do, with users' data as well.",
    instead: "Give it a role of its own that may do only what it needs.",
    unlessCreated: named,
    ...(!isNew && { unlessReplaced: named }),
    isUsualWhenNew: true,
    // What nobody has written, the provider computes.
    ...(value === undefined && { onlyIfWritten: by }),
  };
}

function rolesIn(
  values: Json | undefined,
  marks: Parameters<typeof marksAt>[0],
  path: AttributePath,
): readonly Named[] {
  if (path.length > 8) return [];
  if (isList(values)) {
    return values.flatMap((one, index) => rolesIn(one, marksAt(marks, index), [...path, index]));
  }
  const unknown = typeof marks === "object" && !Array.isArray(marks) ? Object.keys(marks) : [];
  if (!isObject(values) && unknown.length === 0) return [];
  const object = isObject(values) ? values : {};
  return [...new Set([...Object.keys(object), ...unknown])].flatMap((key): readonly Named[] => {
    const within = marksAt(marks, key);
    const here = [...path, key];
    if (roleArgument.test(key)) {
      if (within === true) return [{ path: here, value: undefined }];
      if (typeof object[key] === "string") return [{ path: here, value: object[key] }];
      if (isList(object[key])) {
        return object[key].flatMap((value, index): readonly Named[] =>
          typeof value === "string" ? [{ path: [...here, index], value }] : [],
        );
      }
    }
    return rolesIn(object[key], within, here);
  });
}
