import type { WideRule } from "./rule";

export const deployRolesStayApart: WideRule = ({ configuration: { github }, environments }) => {
  if (github === undefined) return [];
  return environments.flatMap(({ input, place }) =>
    environments
      .filter(
        ({ input: other, place: { environment } }) =>
          input.accountId !== undefined &&
          input.accountId === other.accountId &&
          place.environment.startsWith(`${environment}-`),
      )
      .map(({ place: { environment } }) => ({
        path: place.path,
        value: place.environment,
        rule: `${environment} is in the same account, and its deploy role reaches all whose name begins with \`${environment}-\``,
        fix: `rename one of the two so that neither begins with the other and a hyphen, or give it an account of its own`,
      })),
  );
};

export const accountsWithProviderAreUsed: WideRule = ({
  configuration: { github },
  environments,
}) => {
  const accounts = environments.map(({ input }) => input.accountId);
  return (github?.accountsWithProvider ?? []).flatMap((account, index) =>
    account === undefined || accounts.includes(account)
      ? []
      : [
          {
            path: `github.accountsWithProvider[${index}]`,
            value: account,
            rule: "it is the account of one of the environments",
            fix: "correct the account, or remove it",
          },
        ],
  );
};
