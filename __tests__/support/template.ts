/** A resource or data source as it stands in synthesized Terraform JSON. */
export type Block = Readonly<Record<string, unknown>>;

type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** What Terraform will read. */
export interface TerraformJson {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, Block>>;
    readonly required_providers?: Readonly<Record<string, Block>>;
  };
}

/** Reads synthesized JSON where cdktf's matchers only say that some resource matches. */
export class Template {
  readonly json: TerraformJson;

  constructor(json: string) {
    this.json = JSON.parse(json) as TerraformJson;
  }

  /** The only resource of its type. Throws when there are none or several. */
  only(type: string): Block {
    const all = this.all(type);
    const [block] = all;
    if (block === undefined || all.length > 1) {
      throw new Error(`There are ${all.length} resources of the type ${type}, and not one.`);
    }
    return block;
  }

  /** The resource of a type whose `name`-like argument is `name`. Throws when there is none. */
  named(type: string, name: string): Block {
    const block = this.all(type).find(({ name: own, function_name, bucket }) =>
      [own, function_name, bucket].includes(name),
    );
    if (block === undefined) throw new Error(`There is no ${type} named ${name}.`);
    return block;
  }

  all(type: string): readonly Block[] {
    return Object.values(this.json.resource?.[type] ?? {});
  }

  /** Every resource with its address, `<type>.<name>`. */
  resources(): readonly {
    readonly address: string;
    readonly type: string;
    readonly block: Block;
  }[] {
    return addresses(this.json.resource, "");
  }

  /** Every data source with its address, `data.<type>.<name>`. */
  dataSources(): readonly {
    readonly address: string;
    readonly type: string;
    readonly block: Block;
  }[] {
    return addresses(this.json.data, "data.");
  }

  output(name: string): unknown {
    return this.json.output?.[name]?.value;
  }
}

function addresses(blocks: Blocks = {}, prefix: string) {
  return Object.entries(blocks).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => ({
      address: `${prefix}${type}.${name}`,
      type,
      block,
    })),
  );
}
