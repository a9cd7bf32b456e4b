import { hasPart, isOwn, valueAt, type PolicyRule } from "../rule";

const graphql = ["aws_appsync_graphql_api"] as const;
const webAcls = ["aws_wafv2_web_acl"] as const;
const ownHttpApi = isOwn("functions_http-api");

/** What is asked of APIs, of what stands before them, and of their certificates. */
export const apiRules: readonly PolicyRule[] = [
  {
    ids: ["AppSync.2", "CKV_AWS_193", "CKV_AWS_194", "AwsSolutions-ASC3"],
    asks: "an API that logs what goes wrong",
    types: graphql,
    holds: ({ values }) =>
      ["ERROR", "ALL"].includes(String(valueAt(values, "log_config", "field_log_level"))),
  },
  {
    ids: ["AppSync.5"],
    asks: "an API without keys",
    types: graphql,
    holds: ({ values }) => !JSON.stringify(values).includes('"API_KEY"'),
  },
  {
    ids: ["CKV2_AWS_33"],
    asks: "AWS WAF before a GraphQL API",
    types: graphql,
    holds: hasPart("aws_wafv2_web_acl_association"),
    skips: [
      {
        of: isOwn("graphql"),
        reason:
          "Every call needs a token of a user or a signature of IAM, and depth and resolvers are limited. It costs by the rule and the request: `graphql.waf: {}` puts it there.",
      },
    ],
  },
  {
    ids: ["ApiGateway.9", "CKV_AWS_76", "AVD-AWS-0001", "AwsSolutions-APIG1"],
    asks: "an HTTP API that logs who calls",
    types: ["aws_apigatewayv2_stage"],
    holds: ({ values }) => valueAt(values, "access_log_settings", "destination_arn") !== undefined,
  },
  {
    ids: ["ApiGateway.8", "CKV_AWS_309", "AwsSolutions-APIG4"],
    asks: "routes that ask who calls",
    types: ["aws_apigatewayv2_route"],
    holds: ({ values }) => !["NONE", "undefined"].includes(String(values["authorization_type"])),
    skips: [
      { of: ownHttpApi, reason: "The function's `function.ts` says that the route is `public`." },
    ],
  },
  {
    ids: ["CKV2_AWS_51"],
    asks: "clients with certificates",
    types: ["aws_apigatewayv2_api"],
    holds: () => false,
    skips: [
      {
        of: ownHttpApi,
        reason: "Browsers and apps call it, with a user's token; they have no certificates.",
      },
    ],
  },
  {
    ids: ["AVD-AWS-0005"],
    asks: "a domain with TLS 1.2",
    types: ["aws_apigatewayv2_domain_name"],
    holds: ({ values }) =>
      valueAt(values, "domain_name_configuration", "security_policy") === "TLS_1_2",
  },
  {
    ids: ["WAF.10", "CKV_AWS_175", "CKV_AWS_342"],
    asks: "a web ACL with rules that do something",
    types: webAcls,
    holds: ({ values }) =>
      [values["rule"] ?? []].flat().length > 0 &&
      [values["rule"]].flat().every((rule) => /"(?:override_)?action"/.test(JSON.stringify(rule))),
  },
  {
    ids: ["CKV_AWS_192", "CKV2_AWS_47", "CKV2_AWS_78"],
    asks: "the rules against Log4j's hole",
    types: webAcls,
    holds: ({ values }) => JSON.stringify(values).includes("AWSManagedRulesKnownBadInputsRuleSet"),
    skips: [
      {
        of: isOwn("waf", "user-directory"),
        reason:
          "`managedRules` leaves them out; what is behind is AWS's and Node.js, neither of which runs Log4j.",
      },
    ],
  },
  {
    ids: ["WAF.11", "CKV2_AWS_31"],
    asks: "logs of a web ACL",
    types: webAcls,
    holds: hasPart("aws_wafv2_web_acl_logging_configuration"),
    skips: [
      {
        of: isOwn("waf", "user-directory"),
        reason:
          "They would hold headers, and so users' tokens. What is blocked is counted, and an alarm tells of more than usual.",
      },
    ],
  },
  {
    ids: ["WAF.12"],
    asks: "metrics of a web ACL",
    types: webAcls,
    holds: ({ values }) =>
      valueAt(values, "visibility_config", "cloudwatch_metrics_enabled") === true,
  },
  {
    ids: ["CKV_AWS_233", "CKV2_AWS_71"],
    asks: "a certificate for single names, made before the old one goes",
    types: ["aws_acm_certificate"],
    holds: ({ values }) =>
      valueAt(values, "lifecycle", "create_before_destroy") === true &&
      !JSON.stringify(values).includes('"*.'),
  },
  {
    ids: ["CKV_AWS_234"],
    asks: "a certificate in the public logs",
    types: ["aws_acm_certificate"],
    holds: ({ values }) =>
      valueAt(values, "options", "certificate_transparency_logging_preference") !== "DISABLED",
  },
];
