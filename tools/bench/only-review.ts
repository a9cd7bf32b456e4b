import { createReadStream } from "node:fs";
import { reviewPlan } from "../review/review-plan";

/** Reviews the plan in the JSON file that it is given, and does nothing else. */
const [, , file = ""] = process.argv;
void reviewPlan(createReadStream(file), {
  mode: "plan",
  stack: undefined,
  environment: undefined,
  production: true,
  allowances: [],
  now: new Date(),
}).then(({ verdict }) => {
  process.stdout.write(verdict);
});
