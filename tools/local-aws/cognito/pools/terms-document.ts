/** Documents that a client's users agree to. Kept and shown again; the pages here do not link them. */
export interface Terms {
  readonly TermsId: string;
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly TermsName: string;
  readonly TermsSource: string;
  readonly Enforcement: string;
  readonly Links: Readonly<Record<string, string>>;
  readonly CreationDate: number;
  readonly LastModifiedDate: number;
}
