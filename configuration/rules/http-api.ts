import type { Rule } from "./rule";

export const apiDomainIsInTheRegion: Rule = (
  { httpApi, platform, region, accountId },
  { path },
) => {
  const { certificateArn } = httpApi?.domain ?? {};
  if (platform === "local" && httpApi?.domain !== undefined) {
    return [
      {
        path: `${path}.httpApi.domain`,
        value: httpApi.domain,
        rule: "the local AWS is reached as localhost alone",
        fix: "remove it here; the output `api_url` says where the API is",
      },
    ];
  }
  const [, , , ofRegion, ofAccount] = certificateArn?.split(":") ?? [];
  if (certificateArn === undefined || (ofRegion === region && ofAccount === accountId)) return [];
  return [
    {
      path: `${path}.httpApi.domain.certificateArn`,
      value: certificateArn,
      rule: "the certificate of an API is in the environment's own account and Region",
      fix: `name one of ${region ?? "its Region"} in the account ${accountId ?? "of the environment"}`,
    },
  ];
};
