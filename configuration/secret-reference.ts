/** Where a secret is. The secret itself is never written in `environments.ts`. */
export type SecretReference =
  | {
      /** The name of a `SecureString` in Parameter Store, with all folders: `/acme/dev/google`. */
      readonly parameter: string;
      /** ARN of the key that encrypts it. Default: AWS's own key. */
      readonly kmsKeyArn?: string;
      readonly secret?: never;
      readonly key?: never;
    }
  | {
      /** The name of a secret in Secrets Manager, or its ARN. */
      readonly secret: string;
      /** Its key, in a secret that is JSON. Default: the whole secret. */
      readonly key?: string;
      /** ARN of the key that encrypts it. Default: AWS's own key. */
      readonly kmsKeyArn?: string;
      readonly parameter?: never;
    };
