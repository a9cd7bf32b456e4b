import { CognitoRiskConfiguration } from "@cdktf/provider-aws/lib/cognito-risk-configuration";
import { Construct } from "constructs";
import type { ThreatProtectionInput } from "../../configuration";

/** Props of {@link RiskConfiguration}. */
export interface RiskConfigurationProps {
  readonly userPoolId: string;
  readonly threatProtection: ThreatProtectionInput;
}

/**
 * What threat protection does with what it finds, in all clients of the pool.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html
 */
export class RiskConfiguration extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { userPoolId, threatProtection }: RiskConfigurationProps,
  ) {
    super(scope, id);
    const { compromisedCredentials, accountTakeover, riskExceptions } = threatProtection;
    if (!compromisedCredentials && !accountTakeover && !riskExceptions) return;
    new CognitoRiskConfiguration(this, "configuration", {
      userPoolId,
      ...(compromisedCredentials && {
        compromisedCredentialsRiskConfiguration: {
          actions: { eventAction: compromisedCredentials.eventAction },
          ...(compromisedCredentials.eventFilter && {
            eventFilter: [...compromisedCredentials.eventFilter],
          }),
        },
      }),
      ...(accountTakeover && {
        accountTakeoverRiskConfiguration: {
          actions: {
            ...(accountTakeover.actions.low && { lowAction: accountTakeover.actions.low }),
            ...(accountTakeover.actions.medium && { mediumAction: accountTakeover.actions.medium }),
            ...(accountTakeover.actions.high && { highAction: accountTakeover.actions.high }),
          },
          notifyConfiguration: { ...accountTakeover.notifyConfiguration },
        },
      }),
      ...(riskExceptions && {
        riskExceptionConfiguration: {
          ...(riskExceptions.blockedIpRangeList && {
            blockedIpRangeList: [...riskExceptions.blockedIpRangeList],
          }),
          ...(riskExceptions.skippedIpRangeList && {
            skippedIpRangeList: [...riskExceptions.skippedIpRangeList],
          }),
        },
      }),
    });
  }
}
