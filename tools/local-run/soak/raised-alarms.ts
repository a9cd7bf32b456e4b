import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import type { Environment } from "../../../configuration";
import { physicalName } from "../../../configuration/naming";
import type { LocalAws } from "../../local-aws/local-aws";

/** Which alarms of an environment have been on, whenever somebody looked. */
export class RaisedAlarms {
  /** Without the environment's name. */
  readonly names = new Set<string>();
  private readonly client: CloudWatchClient;

  constructor(
    { endpoint, region, credentials }: Pick<LocalAws, "endpoint" | "region" | "credentials">,
    private readonly environment: Pick<Environment, "project" | "environment">,
  ) {
    this.client = new CloudWatchClient({ endpoint, region, credentials });
  }

  async look(): Promise<void> {
    const prefix = `${physicalName(this.environment)}-`;
    const input = { AlarmNamePrefix: prefix, StateValue: "ALARM" } as const;
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client: this.client },
      input,
    )) {
      for (const { AlarmName = "" } of MetricAlarms) this.names.add(AlarmName.slice(prefix.length));
    }
  }

  end(): void {
    this.client.destroy();
  }
}
