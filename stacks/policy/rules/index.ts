import type { PolicyRule } from "../rule";
import { apiRules } from "./apis";
import { cognitoRules } from "./cognito";
import { dynamodbRules } from "./dynamodb";
import { iamRules } from "./iam";
import { lambdaRules } from "./lambda";
import { messageAndKeyRules } from "./messages-and-keys";
import { s3Rules } from "./s3";
import { secretRules } from "./secrets";
import { watchingRules } from "./watching";

/**
 * What users will be asked about, and by whom. Ids were read in the sources of checkov, trivy's checks and
 * cdk-nag in August 2026, and in Security Hub's reference of controls.
 */
export const policyRules: readonly PolicyRule[] = [
  ...cognitoRules,
  ...iamRules,
  ...lambdaRules,
  ...dynamodbRules,
  ...s3Rules,
  ...messageAndKeyRules,
  ...watchingRules,
  ...apiRules,
  ...secretRules,
];
