/** What breaks a rule, and what to do about it. */
export interface Broken {
  readonly rule: string;
  readonly fix: string;
}
