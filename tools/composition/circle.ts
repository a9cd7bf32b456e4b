/**
 * The first circle that can be reached: each of its members once, in order; `undefined` where there is none.
 *
 * @param starts where to begin.
 * @param next what a member leads to.
 */
export function circleAmong(
  starts: readonly string[],
  next: (member: string) => readonly string[],
): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (member: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(member)) return way.slice(way.indexOf(member));
    if (done.has(member)) return undefined;
    for (const other of next(member)) {
      const found = visit(other, [...way, member]);
      if (found !== undefined) return found;
    }
    done.add(member);
    return undefined;
  };
  for (const start of starts) {
    const found = visit(start, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
