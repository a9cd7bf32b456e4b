import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Stands in for the SDK's credential chain, which looks in nine places and brings the clients of
 * three services along for it. Lambda puts the role's credentials into the environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 */
export function defaultProvider(): ReturnType<typeof fromEnv> {
  const provider = fromEnv();
  return async () => {
    try {
      return await provider();
    } catch (cause) {
      throw new Error(
        "No AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not in the environment, the only place where a bundled function looks",
        { cause },
      );
    }
  };
}
