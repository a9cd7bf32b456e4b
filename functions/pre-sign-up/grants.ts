import type { GrantsOf } from "../../stacks/auth/trigger-grants";

const look = ["cognito-idp:ListUsers", "cognito-idp:AdminGetUser"];
const link = ["cognito-idp:ListIdentityProviders", "cognito-idp:AdminLinkProviderForUser"];

export const grants: GrantsOf = ({ environment }) => {
  const { allowedEmailDomains, federatedExistingUser } = environment.recipes.preSignUp;
  return {
    description: "Decides who may sign up, and what becomes of an address that has an account.",
    environment: {
      FEDERATED_EXISTING_USER: federatedExistingUser,
      ...(allowedEmailDomains.length > 0 && {
        ALLOWED_EMAIL_DOMAINS: JSON.stringify(allowedEmailDomains),
      }),
    },
    userPoolActions: { link: [...look, ...link], block: look, allow: [] }[federatedExistingUser],
    failure: "Nobody new gets in; users who have an account are not concerned.",
  };
};
