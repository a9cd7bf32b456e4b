/**
 * What a provider answers when Terraform asks for its schema, with the resources and data sources of `types` alone.
 *
 * It is read as what it is on the wire: fields one after the other, of which those that map a type's name to its
 * schema are left out or taken as they are.
 * https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/tfplugin5.proto
 */
export function schemaOfTypes(answer: Buffer, types: ReadonlySet<string>): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < answer.length;) {
    const { tag, body, end } = fieldAt(answer, at);
    if (!named.includes(tag) || types.has(fieldAt(body, 0).body.toString())) {
      kept.push(answer.subarray(at, end));
    }
    at = end;
  }
  return Buffer.concat(kept);
}

/** Every field there is a message or a text: its length comes first. */
const lengthDelimited = 2;
const tagOf = (field: number) => (field << 3) | lengthDelimited;
/** `resource_schemas` and `data_source_schemas`: the name is the first field of each. */
const named = [tagOf(2), tagOf(3)];

function fieldAt(message: Buffer, start: number) {
  const [tag, lengthAt] = numberAt(message, start);
  if ((tag & 7) !== lengthDelimited) throw new Error(`A schema has no field of the kind ${tag}.`);
  const [length, bodyAt] = numberAt(message, lengthAt);
  const end = bodyAt + length;
  return { tag, body: message.subarray(bodyAt, end), end };
}

/** Seven bits a byte, the lowest first. @returns the number, and what comes after it. */
function numberAt(message: Buffer, start: number): readonly [number, number] {
  let value = 0;
  for (let at = start; ; at += 1) {
    const byte = message.readUInt8(at);
    value += (byte & 127) * 2 ** (7 * (at - start));
    if (byte < 128) return [value, at + 1];
  }
}
