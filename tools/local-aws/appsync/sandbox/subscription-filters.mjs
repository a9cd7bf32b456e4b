// Filters of subscriptions from filter objects, inside the sandbox.

/** `{ or: [{ a: { eq: 1 } }] }` and the like: groups are alternatives, the filters of one hold together. */
export function subscriptionFilterOf(filter, ignoredFields = [], rules = {}) {
  const { and = [], or = [], ...fields } = filter ?? {};
  const filtersOf = (object) =>
    Object.entries(object)
      .filter(([fieldName]) => !ignoredFields.includes(fieldName))
      .flatMap(([fieldName, operand]) =>
        Object.entries(operand ?? {}).map(([operator, value]) => ({ fieldName, operator, value })),
      );
  const common = [...filtersOf(fields), ...and.flatMap(filtersOf), ...filtersOf(rules)];
  const alternatives = or.length > 0 ? or.map((one) => [...filtersOf(one), ...common]) : [common];
  return { filterGroup: alternatives.map((filters) => ({ filters })) };
}
