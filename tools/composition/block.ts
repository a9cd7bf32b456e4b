/** A resource or data source, as Terraform will read it. */
export interface Block {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What breaks a rule, and what to do about it. */
export interface Broken {
  readonly rule: string;
  readonly fix: string;
}
