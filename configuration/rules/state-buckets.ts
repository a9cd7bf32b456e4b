import type { Problem } from "../problem";
import { parseArn } from "../values/arn";
import type { PlacedEnvironment, Rule, WideRule } from "./rule";

export const keyOfTheBucket: Rule = ({ state }, { path }) =>
  state?.kmsKeyId !== undefined && state.existingBucket !== true
    ? [
        {
          path: `${path}.state.kmsKeyId`,
          value: state.kmsKeyId,
          rule: "the state bucket that bootstrap makes has a key of its own, and takes no other",
          fix: "remove kmsKeyId, or set `existingBucket: true` if the bucket is there already",
        },
      ]
    : [];

export const keyIsInTheRegion: Rule = ({ state, region }, { path }) => {
  const keyRegion = parseArn(state?.kmsKeyId ?? "")?.region;
  const bucketRegion = state?.region ?? region;
  return keyRegion === undefined || bucketRegion === undefined || keyRegion === bucketRegion
    ? []
    : [
        {
          path: `${path}.state.kmsKeyId`,
          value: state?.kmsKeyId,
          rule: `S3 takes a key of the bucket's own Region, which is ${bucketRegion}`,
          fix: `name a key in ${bucketRegion}`,
        },
      ];
};

export const sharedBuckets: WideRule = ({ environments }) => {
  const makers = new Map<string, PlacedEnvironment>();
  return environments.flatMap((environment) => {
    const { state } = environment.input;
    if (state?.bucket === undefined) return [];
    const first = makers.get(state.bucket);
    if (first === undefined) {
      makers.set(state.bucket, environment);
      return [];
    }
    return disagreements(environment, first);
  });
};

function disagreements(
  { input, place: { path } }: PlacedEnvironment,
  { input: first, place }: PlacedEnvironment,
): readonly Problem[] {
  const isExisting = input.state?.existingBucket === true;
  if (isExisting !== (first.state?.existingBucket === true)) {
    return [
      {
        path: `${path}.state.existingBucket`,
        value: input.state?.existingBucket,
        rule: `a bucket is made by bootstrap or it is there already, and ${place.environment}, which shares it, says ${isExisting ? "bootstrap makes it" : "it is there already"}`,
        fix: "write the same in both",
      },
    ];
  }
  const problems: Problem[] = [];
  if (
    !isExisting &&
    input.accountId !== undefined &&
    first.accountId !== undefined &&
    input.accountId !== first.accountId
  ) {
    problems.push({
      path: `${path}.state.bucket`,
      value: input.state?.bucket,
      rule: `a state bucket is for the environments of its own account, and ${place.environment} of account ${first.accountId} makes this one`,
      fix: "name a bucket of its own for each account",
    });
  }
  const [here, there] = [input, first].map(({ state, region }) => state?.region ?? region);
  if (here !== undefined && there !== undefined && here !== there) {
    problems.push({
      path: `${path}.state.region`,
      value: here,
      rule: `a bucket is in one Region, and ${place.environment}, which shares it, has it in ${there}`,
      fix: `set \`state.region: "${there}"\` here, or name another bucket`,
    });
  }
  return problems;
}
