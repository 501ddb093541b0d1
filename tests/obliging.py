"""An endpoint that answers any step of the chain about any paper, truthfully enough to pass the checks."""

import re

from tests.openai_server import Reply

CITED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


def obliging(body: dict) -> Reply:
    """An answer under every heading that the last message asks for, streamed in small pieces; questions too."""
    messages = body["messages"]
    wanted = re.findall(r"^###? (\S+)", messages[-1]["content"], re.MULTILINE)
    shown = [int(number) for number, _ in CITED.findall("\n".join(each["content"] for each in messages))] or [1]
    parts = []
    for order, heading in enumerate(wanted):
        if heading in ("中文标题", "第一作者单位", "关键词"):
            parts.append(f"### {heading}\n安静排序的{heading}\n")
        else:
            first, second = shown[(2 * order) % len(shown)], shown[(2 * order + 1) % len(shown)]
            parts.append(
                f"### {heading}\n- 论文在{heading}上讲得很清楚。[{first}]\n- 关于{heading}还有补充的内容。[{second}]\n"
            )
    text = "\n".join(parts) or f"论文对此有说明。[{shown[0]}]"
    return Reply(tuple(text[start : start + 12] for start in range(0, len(text), 12)))
