/** The AWS provider with credentials that nobody asks for, and without a call to AWS. */
export const mockProvider = {
  region: "us-east-1",
  access_key: "test",
  secret_key: "test",
  skip_credentials_validation: true,
  skip_metadata_api_check: true,
  skip_region_validation: true,
  skip_requesting_account_id: true,
} as const;
