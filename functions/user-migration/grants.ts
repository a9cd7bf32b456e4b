import type { GrantsOf } from "../../stacks/auth/trigger-grants";
import { standardAttributes, type UserMigrationInput } from "../../configuration/input";
import type { Binding } from "../../stacks/lambda/binding";

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
  const custom = Object.keys(userPool.customAttributes).map((name) => `custom:${name}`);
  return {
    description: "Makes users of another directory users of this pool when they first sign in.",
    bindings: [migrateFrom(recipes.userMigration.from)],
    environment: {
      MIGRATED_ATTRIBUTES: JSON.stringify([...standardAttributes, ...custom]),
      SIGN_IN_BY_EMAIL: String(userPool.usernameAttributes.includes("email")),
    },
    failure:
      "Users of the old directory cannot sign in until it is back; users of this pool are not concerned.",
  };
};

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
