import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { AlarmMaker } from "./alarm";
import { alarmTopicArn } from "./alarm-topic";

/** The alarms of an api stack; they tell the topic of the auth stack, which stands before it. */
export class ApiAlarms extends Construct {
  constructor(scope: Construct, id: string, environment: Environment, apiId: string) {
    super(scope, id);
    const { apiErrors } = environment.alarms.thresholds;
    new AlarmMaker(this, environment, alarmTopicArn(environment)).add("api-errors", {
      notice: "The API answers with 5xx: pages that read or change users show an error.",
      page: "api-errors",
      queries: {
        errors: {
          namespace: "AWS/AppSync",
          name: "5XXError",
          dimensions: { GraphQLAPIId: apiId },
          stat: "Sum",
        },
      },
      watched: "errors",
      when: { atLeast: apiErrors },
    });
  }
}
