import type { GrantsOf } from "../../stacks/auth/trigger-grants";
import type { CustomAttributeInput, UserMigrationInput, UserPool } from "../../configuration";
import { standardAttributes } from "../../configuration/user-attributes";
import type { Binding } from "../../stacks/lambda/binding";
import type { AttributeRules, CustomRule } from "./attribute-rules";

/**
 * May check passwords against the old pool and look users up there; on this pool it may do nothing.
 *
 * @throws Error when the environment does not say where users come from.
 */
export const grants: GrantsOf = ({ environment: { environment, recipes, userPool } }) => {
  if (!recipes.userMigration) {
    throw new Error(
      `${environment}: user-migration does not know where users come from. Set recipes.userMigration.from, or take user-migration out of the triggers.`,
    );
  }
  return {
    description: "Makes users of another directory users of this pool when they first sign in.",
    bindings: [migrateFrom(recipes.userMigration.from)],
    environment: {
      MIGRATED_ATTRIBUTES: JSON.stringify(attributeRules(userPool)),
      SIGN_IN_BY_EMAIL: String(userPool.usernameAttributes.includes("email")),
    },
    failure:
      "Users of the old directory cannot sign in until it is back; users of this pool are not concerned.",
  };
};

function attributeRules({
  customAttributes,
  requiredAttributes,
  aliasAttributes,
}: UserPool): AttributeRules {
  // Another user may have the alias already, and Cognito takes none at all before the user is made:
  // the user can choose it afterwards.
  const isChosenLater = (name: string) =>
    name === "preferred_username" && aliasAttributes.includes(name);
  return {
    standard: standardAttributes.filter((name) => !isChosenLater(name)),
    custom: Object.fromEntries(
      Object.entries(customAttributes).map(([name, rule]) => [`custom:${name}`, short(rule)]),
    ),
    required: requiredAttributes,
  };
}

function short(attribute: CustomAttributeInput): CustomRule {
  switch (attribute.type) {
    case "String":
      return [attribute.type, attribute.minLength, attribute.maxLength];
    case "Number":
      return [attribute.type, attribute.min, attribute.max];
    default:
      return [attribute.type];
  }
}

function migrateFrom(from: UserMigrationInput["from"]): Binding {
  return {
    environment: { MIGRATE_FROM: JSON.stringify(from) },
    statements:
      from.kind === "user-pool"
        ? [
            {
              sid: "AskTheOldUserPool",
              actions: ["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"],
              resources: [from.userPoolArn],
            },
          ]
        : [],
  };
}
