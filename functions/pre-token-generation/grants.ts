import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment, userTable }) => {
  const { claims, scopes } = environment.recipes.preTokenGeneration;
  return {
    description: "Adds claims and scopes from the user's row to tokens.",
    bindings: [userTable.forReading()],
    environment: {
      ...(Object.keys(claims).length > 0 && { CLAIMS: JSON.stringify(claims) }),
      ...(scopes && { SCOPES: JSON.stringify(scopes) }),
    },
    failure:
      "Nobody gets tokens, not even by refreshing: a token without its claims would say too little of what a user may do, or may not.",
  };
};
