/** Which pool is signed in to at which domain. A domain is one pool's in all of AWS. */
export class Domains {
  private readonly pools = new Map<string, string>();

  add(userPoolId: string, domain: string): void {
    this.pools.set(domain, userPoolId);
  }

  remove(domain: string): void {
    this.pools.delete(domain);
  }

  /** The id of the pool. */
  poolOf(domain: string): string | undefined {
    return this.pools.get(domain);
  }

  /** A prefix, or a custom domain, or one of each. */
  ofPool(userPoolId: string): readonly string[] {
    return [...this.pools].filter(([, pool]) => pool === userPoolId).map(([domain]) => domain);
  }
}
