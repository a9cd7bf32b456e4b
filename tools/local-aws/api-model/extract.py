"""Writes the constraints of the APIs of user pools and identity pools, as botocore knows them.

A maker runs it when AWS has changed an API: `python3 tools/local-aws/api-model/extract.py`. botocore
comes with moto; `pip install --upgrade botocore` first brings the newest.
"""

import json
from pathlib import Path

import botocore.session

CONSTRAINTS = ("min", "max", "pattern", "enum", "sensitive", "required")


def says_not_negative(shape, key):
    """Of a length, a minimum of zero says nothing."""
    return key == "min" and shape["type"] in ("integer", "long") and shape.get(key) == 0


def extract(model):
    shapes = model["shapes"]
    used = {}

    def use(name):
        if name in used:
            return
        shape = shapes[name]
        kept = used[name] = {"type": shape["type"]}
        kept.update({key: shape[key] for key in CONSTRAINTS if shape.get(key) or says_not_negative(shape, key)})
        if "members" in shape:
            kept["members"] = {key: m["shape"] for key, m in shape["members"].items()}
        kept.update({key: shape[key]["shape"] for key in ("member", "key", "value") if key in shape})
        for member in [*kept.get("members", {}).values(), *(kept[k] for k in ("member", "key", "value") if k in kept)]:
            use(member)

    operations = {}
    for name, operation in sorted(model["operations"].items()):
        operations[name] = operation["input"]["shape"] if "input" in operation else None
        if operations[name]:
            use(operations[name])
    return {"operations": operations, "shapes": dict(sorted(used.items()))}


loader = botocore.session.get_session().get_component("data_loader")
for service in ("cognito-idp", "cognito-identity"):
    constraints = extract(loader.load_service_model(service, "service-2"))
    target = Path(__file__).parent / f"{service}.json"
    target.write_text(json.dumps(constraints, separators=(",", ":"), ensure_ascii=False) + "\n")
