"""Passages that speak to a language model instead of a reader: a paper is data, what it orders is not done."""

from __future__ import annotations

import re

from summarizer.paper import Paper

_ADDRESS = re.compile(
    r"""(?ix)
    \b(?:ignore|disregard|forget|override|skip)\b[^.]{0,40}
        \b(?:above|previous|prior|preceding|earlier|foregoing|your|system)\b[^.]{0,30}
        \b(?:instructions?|prompts?|directions?|text|rules|guidelines|commands?|messages?|content|everything)\b
  | \b(?:ignore|disregard|forget|override)\s(?:all|any|every|other)\b[^.]{0,20}\b(?:instructions?|prompts?|commands?)\b
  | (?:^|[.;:!?"“”]\s*|\bplease\s)(?:ignore|disregard|forget)\s(?:all\s)?(?:of\s)?(?:the\s)?
        (?:above|previous|preceding)\b
  | \b(?:note|message|instructions?|attention|notice)\s(?:to|for)\s(?:the\s|any\s|all\s)?
        (?:AI|LLMs?|(?:large\s)?language\smodels?|chatbots?|assistants?|automated\s(?:reviewers?|summari[sz]ers?))\b
  | \b(?:AI|LLM|language\smodel|chatbot|assistant)s?\s(?:reviewers?|readers?|assistants?|summari[sz]ers?)\s
        (?:must|should\s(?:now\s)?(?:write|say|state|report|output|give|rate|recommend)|are\s(?:instructed|ordered|required))\b
  | \bif\syou\sare\s(?:an?\s)?(?:AI|LLM|(?:large\s)?language\smodel|assistant|chatbot)\b
  | \byou\sare\s(?:now\s)?(?:an?\s)(?:AI|helpful|assistant|language\smodel)\b
  | \b(?:give|write|provide)\s(?:only\s)?an?\s(?:\w+\s)?(?:positive|favou?rable|glowing)
        \s(?:review|summary|assessment|evaluation)\b
  | \bdo\snot\s(?:mention|highlight|report)\s(?:any\s)?(?:negatives?|weakness(?:es)?|limitations)\b
  | \b(?:reveal|print|repeat|output)\s(?:your|the)\s(?:system\s)?(?:prompt|instructions)\b
  | </?(?:system|assistant|user|instructions?)>|<\|im_(?:start|end)\|>|\[/?INST\]|<<SYS>>|^\s*(?:system|assistant)\s?:
  | (?:忽略|无视|忘记|不要理会)[^。]{0,12}(?:以上|上述|上面|之前|前面|先前|所有)
        [^。]{0,12}(?:指令|指示|要求|内容|提示|说明|规则)
  | (?:致|给|请)(?:AI|人工智能|大?语言模型|模型)(?:审稿人|助手|读者)?[：:，,]?(?:请|必须|写|输出)
    """
)
_ORDER = re.compile(
    r"""(?ix)^\W*(?:(?:instead|now|then|also|please|and|next|simply|only|always|never|you\s(?:must|should|will|shall)|do\snot|don't),?\s)*
    (?:write|say|state|report|output|respond|answer|reply|print|claim|mention|include|praise|recommend|rate|give|tell|conclude|summari[sz]e|
       emphasi[sz]e|insist|repeat|translate|pretend|act|append|add|insert)\b
  | ^\W*(?:请|务必|必须|你(?:必须|应该|要|需要))
    """
)
_NEAR_PASSAGES = 3


def passages_to_a_model(paper: Paper) -> frozenset[int]:
    """Ids of the passages that address a language model, and of the orders right before and after them.

    A paper about such attacks loses the passages that quote them; that is told, like every passage left out.
    """
    found = set()
    for index, passage in enumerate(paper.passages):
        if _ADDRESS.search(passage.text):
            found.add(passage.id)
            for step in (1, -1):
                for near in range(1, _NEAR_PASSAGES + 1):
                    at = index + step * near
                    if not (0 <= at < len(paper.passages) and _ORDER.search(paper.passages[at].text)):
                        break
                    found.add(paper.passages[at].id)
    return frozenset(found)


def speaks_to_a_model(text: str) -> bool:
    """Whether a text addresses a language model."""
    return bool(_ADDRESS.search(text))
