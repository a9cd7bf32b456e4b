/** What a reference to a resource becomes once that is deployed: an example of the same form. */
const forms: readonly (readonly [RegExp, string])[] = [
  [
    /^aws_sqs_queue\.[\w-]+\.(?:id|url)$/,
    "https://sqs.us-east-1.amazonaws.com/123456789012/example",
  ],
  [/^aws_cognito_user_pool\.[\w-]+\.id$/, "us-east-1_Example12"],
  [/^aws_cognito_user_pool_client\.[\w-]+\.id$/, "1example23456789example234"],
  [/^aws_cognito_identity_pool\.[\w-]+\.id$/, "us-east-1:00000000-0000-0000-0000-000000000000"],
  [
    /^aws_apigatewayv2_(?:api|stage)\.[\w-]+\.(?:api_endpoint|invoke_url)$/,
    "https://example.execute-api.us-east-1.amazonaws.com",
  ],
  [
    /^aws_(?:dynamodb_table|s3_bucket|cloudwatch_event_bus|sns_topic|sqs_queue)\.[\w-]+\.(?:name|id|bucket)$/,
    "example-name",
  ],
];

/**
 * A variable's value as it may be once the environment is deployed. What Terraform will know is invented.
 *
 * @returns whether all that is invented has the form of the real value, too: then what a function says of it is
 *   true of the real one.
 */
export function inventedVariable(value: string): {
  readonly value: string;
  readonly isLike: boolean;
} {
  let isLike = true;
  const whole = value
    // The local AWS puts its own address there.
    .replace("http://local-aws/", "http://localhost/")
    .replace(/\$\{([^}]*)\}/g, (_reference, expression: string) => {
      const [, service] = /^aws_([a-z]+)_\w+\.[\w-]+\.arn$/.exec(expression) ?? [];
      if (service !== undefined) return arn(service);
      const [, example] = forms.find(([form]) => form.test(expression)) ?? [];
      isLike &&= example !== undefined;
      return example ?? "us-east-1_example";
    });
  return { value: whole, isLike };
}

function arn(service: string): string {
  return `arn:aws:${service}:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000`;
}
