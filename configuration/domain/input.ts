/**
 * Where managed login is: under a prefix of Amazon's domain, or under a name of your own.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
 */
export type DomainInput = PrefixDomainInput | CustomDomainInput;

/** `https://<prefix>.auth.<region>.amazoncognito.com`. */
export interface PrefixDomainInput extends ManagedLoginInput {
  /**
   * 1–63 lowercase letters, digits and hyphens. No other pool of the Region, in any account, has the
   * same. For good. Default: project and environment, with eight characters made of the account's number.
   */
  readonly prefix?: string;
  readonly name?: never;
}

/**
 * `https://<name>`. Its parent has a DNS record of type A, which Cognito looks for.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html
 */
export type CustomDomainInput = ManagedLoginInput & {
  /** `auth.example.com`. For good. */
  readonly name: string;
  readonly prefix?: never;
} & (
    | {
        /** A certificate of ACM for the name, in us-east-1. */
        readonly certificateArn: string;
        /** The Route 53 zone that gets the name's record. Default: the record is made elsewhere. */
        readonly hostedZoneId?: string;
      }
    | {
        /** The Route 53 zone that gets the name's record, and the records of a certificate made for it. */
        readonly hostedZoneId: string;
        readonly certificateArn?: never;
      }
  );

/** What people see there. */
export interface ManagedLoginInput {
  /**
   * 1: the classic pages. 2: the newer ones, which need ESSENTIALS or PLUS and show themselves once each
   * client has a style (docs/sign-in.md). Default: 1.
   */
  readonly managedLoginVersion?: 1 | 2;
  /** How the classic pages look, for all clients. Default: as AWS makes them. */
  readonly uiCustomization?: UiCustomizationInput;
}

/**
 * How the classic pages look.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html
 */
export interface UiCustomizationInput {
  /** A file of the project with CSS, for the classes that Cognito lets one style. */
  readonly cssFile?: string;
  /** A logo: a PNG or JPEG file of the project, 100 KB at most. */
  readonly imageFile?: string;
}
