/** How a client's pages are to look. Kept and shown again; the pages here look as they are. */
export interface Branding {
  readonly ManagedLoginBrandingId: string;
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly CreationDate: number;
  readonly LastModifiedDate: number;
}
