"""What Slack refuses of a message or a view; the limits and their sources are those that Slack's own types declare."""

from typing import Any

MESSAGE_BLOCKS, VIEW_BLOCKS, MESSAGE_TEXT = 50, 100, 13_200
MESSAGE_TYPES = {"section", "context", "actions", "divider", "header", "markdown", "input"}
VIEW_TYPES = {"section", "context", "actions", "divider", "header", "input"}


def refusal(blocks: Any, in_view: bool = False) -> str | None:
    """The error that Slack would answer with; None when it takes the blocks."""
    if not isinstance(blocks, list) or len(blocks) > (VIEW_BLOCKS if in_view else MESSAGE_BLOCKS):
        return "invalid_blocks: no more than 50 items allowed"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        return "invalid_blocks: block_id already exists"
    faults = [fault for block in blocks if (fault := _block(block, VIEW_TYPES if in_view else MESSAGE_TYPES))]
    if faults:
        return f"invalid_blocks: {faults[0]}"
    return "msg_blocks_too_long" if not in_view and _text(blocks) > MESSAGE_TEXT else None


def view_refusal(view: dict[str, Any]) -> str | None:
    """The same of a modal or a Home tab."""
    if view["type"] == "modal" and not 0 < len(view["title"]["text"]) <= 24:
        return "invalid_arguments: title"
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        return "invalid_arguments: submit"
    if len(view.get("private_metadata", "")) > 3_000:
        return "invalid_arguments: private_metadata"
    return refusal(view["blocks"], in_view=True)


def _block(block: dict[str, Any], types: set[str]) -> str | None:
    if block["type"] not in types:
        return f"unsupported type {block['type']}"
    if len(block.get("block_id", "")) > 255:
        return "block_id"
    check = {"section": _section, "context": _context, "actions": _actions, "header": _header, "input": _input}
    return check.get(block["type"], lambda _: None)(block)


def _section(block: dict[str, Any]) -> str | None:
    fields = block.get("fields", [])
    if len(fields) > 10 or not all(0 < len(field["text"]) <= 2_000 for field in fields):
        return "section fields"
    if "text" not in block:
        return None if fields else "section"
    if not 0 < len(block["text"]["text"]) <= 3_000:
        return "section text"
    return _button(block["accessory"]) if "accessory" in block else None


def _context(block: dict[str, Any]) -> str | None:
    if not 0 < len(block["elements"]) <= 10:
        return "context elements"
    return None if all(0 < len(element["text"]) <= 3_000 for element in block["elements"]) else "context text"


def _actions(block: dict[str, Any]) -> str | None:
    elements = block["elements"]
    ids = [element["action_id"] for element in elements]
    if not 0 < len(elements) <= 25 or len(set(ids)) != len(ids):
        return "actions elements"
    return next((fault for element in elements if (fault := _button(element))), None)


def _button(element: dict[str, Any]) -> str | None:
    well = 0 < len(element["text"]["text"]) <= 75 and len(element["value"]) <= 2_000 and len(element["action_id"]) <= 255
    return None if well else "button"


def _header(block: dict[str, Any]) -> str | None:
    return None if 0 < len(block["text"]["text"]) <= 150 else "header"


def _input(block: dict[str, Any]) -> str | None:
    element = block["element"]
    options = element.get("options", [])
    well = all(0 < len(option["text"]["text"]) <= 75 and len(option["value"]) <= 150 for option in options)
    if element["type"].endswith("static_select"):
        initial = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else [])
        well = well and 0 < len(options) <= 100 and all(option in options for option in initial)
    well = well and len(element["action_id"]) <= 255 and len(element.get("initial_value", "")) <= element.get("max_length", 3_000)
    return None if well and len(block["label"]["text"]) <= 2_000 else "input"


def _text(found: Any) -> int:
    if isinstance(found, dict):
        own = len(found["text"]) if isinstance(found.get("text"), str) else 0
        return own + sum(_text(value) for value in found.values())
    return sum(_text(item) for item in found) if isinstance(found, list) else 0
