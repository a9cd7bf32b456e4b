import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment, userTable }) => {
  const { claims, scopes, whenTableIsDown } = environment.recipes.preTokenGeneration;
  return {
    description:
      "Refuses tokens to a user whose row says suspended, and adds claims and scopes from the row.",
    bindings: [userTable.forReading()],
    environment: {
      ...(Object.keys(claims).length > 0 && { CLAIMS: JSON.stringify(claims) }),
      ...(scopes && { SCOPES: JSON.stringify(scopes) }),
      ...(whenTableIsDown.tokens === "issue" && { WHEN_TABLE_IS_DOWN: "issue" }),
    },
    failure:
      "Nobody gets tokens, not even by refreshing: a suspended user must not come back, and a token without its claims would say too little of what a user may do. `recipes.preTokenGeneration.whenTableIsDown` can give tokens while the table cannot be read.",
  };
};
