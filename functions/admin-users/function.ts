import { defineFunction } from "../../stacks/connected/define-function";

const administrators = { groups: ["Admins"] };

export default defineFunction(
  ({ pool, userTable, attachments, identities }) => ({
    description: "Lets administrators look after users.",
    access: [
      pool.may("readUsers", "manageUsers", "manageGroupMembership"),
      userTable.may("read", "delete"),
      attachments.may("read", "erase"),
      identities.may("delete"),
    ],
    http: {
      "GET /users": administrators,
      "POST /users": administrators,
      "GET /users/{id}": administrators,
      "DELETE /users/{id}": administrators,
      "POST /users/{id}/disable": administrators,
      "POST /users/{id}/enable": administrators,
      "POST /users/{id}/sign-out": administrators,
      "PUT /users/{id}/groups": administrators,
      "DELETE /users/{id}/mfa": administrators,
    },
  }),
  { onlyWhereAsked: true },
);
