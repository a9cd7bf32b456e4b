import { defineFunction } from "../../stacks/connected/define-function";

export default defineFunction(
  ({ userTable, userEvents }) => ({
    description: "Tells other systems which users are new, have changed or are gone.",
    access: [userEvents.may("publish")],
    on: [userTable.changes()],
  }),
  { onlyWhereAsked: true },
);
