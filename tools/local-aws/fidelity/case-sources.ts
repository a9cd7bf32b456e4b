import type { Source } from "./fidelity-case";

const apiReference = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/";
const guide = "https://docs.aws.amazon.com/cognito/latest/developerguide/";
const captures =
  "https://github.com/floci-io/floci/tree/main/src/test/resources/fixtures/aws-cognito";

export const captured: Source = { kind: "captured on AWS", url: captures };
export const verified: Source = {
  kind: "test verified on AWS",
  url: "https://github.com/getmoto/moto/blob/master/tests/test_cognitoidp/test_cognitoidp.py",
};
export const model: Source = {
  kind: "API model",
  url: "https://github.com/boto/botocore/tree/develop/botocore/data/cognito-idp",
};

/** A page of the developer guide. */
export const documented = (page: string): Source => ({ kind: "documentation", url: guide + page });

/** A page of the API's reference. */
export const referenced = (page: string): Source => ({
  kind: "documentation",
  url: apiReference + page,
});

/** @param issue e.g. `aws/aws-sdk-js/issues/1`. */
export const reported = (issue: string): Source => ({
  kind: "report",
  url: `https://github.com/${issue}`,
});
