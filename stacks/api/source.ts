/** The data sources that resolvers of `graphql/` may name. */
export const dataSourceNames = ["users", "cognito", "none"] as const;

/** `users` is the user table, `cognito` the pool's API over HTTP, `none` no data at all. */
export type DataSourceName = (typeof dataSourceNames)[number];

/**
 * The export `source` of a file in `graphql/resolvers` or `graphql/functions`: where it gets its data
 * from, and what it needs to be allowed there. The data source's role may do what all of its files need
 * together, and nothing else.
 */
export interface Source {
  readonly dataSource: DataSourceName;
  /** IAM actions on the table, its indexes or the pool: `dynamodb:GetItem`. */
  readonly actions: readonly string[];
}
